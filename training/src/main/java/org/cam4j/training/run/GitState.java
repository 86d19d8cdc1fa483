package org.cam4j.training.run;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The commit that a program was built from.
 *
 * @param commit 40 hexadecimal digits, or {@code unknown} without git or outside a working tree
 * @param dirty whether anything but {@code results/} differs from the commit; true where that is unknown
 */
public record GitState(String commit, boolean dirty) {
    private static final GitState UNKNOWN = new GitState("unknown", true);

    /** The state of the working tree that holds cam4j's own classes, whatever the current folder. */
    static GitState ofThisProgram() {
        CodeSource source = GitState.class.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) {
            return UNKNOWN;
        }
        try {
            Path classes = Path.of(source.getLocation().toURI());
            Path folder = Files.isDirectory(classes) ? classes : classes.getParent();
            return folder == null ? UNKNOWN : of(folder);
        } catch (URISyntaxException | IllegalArgumentException notAFile) {
            return UNKNOWN;
        }
    }

    /** The state of the working tree around a folder. */
    public static GitState of(Path folder) {
        Optional<String> commit = git(folder, "rev-parse", "HEAD");
        Optional<String> changes = git(folder, "status", "--porcelain", "--", ":(top)", ":(top,exclude)results");
        if (commit.isEmpty() || changes.isEmpty()) {
            return UNKNOWN;
        }
        return new GitState(commit.get(), !changes.get().isEmpty());
    }

    private static Optional<String> git(Path folder, String... arguments) {
        List<String> command = new ArrayList<>(List.of("git", "--no-optional-locks", "-C", folder.toString()));
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            String text;
            try (InputStream out = process.getInputStream()) {
                text = new String(out.readAllBytes(), StandardCharsets.UTF_8).strip();
            }
            boolean ended = process.waitFor(10, TimeUnit.SECONDS);
            return ended && process.exitValue() == 0 ? Optional.of(text) : Optional.empty();
        } catch (IOException noGit) {
            return Optional.empty();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
