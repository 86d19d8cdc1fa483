package org.cam4j.training.dashboard;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** Finds the runs below a folder that a recorder has been to. */
final class RunFolders {
    private static final int DEEPEST = 4;
    private static final int MOST_VISITED = 20_000;
    private static final int ID_BYTES = 8;

    private RunFolders() {}

    /**
     * A run.
     *
     * @param id a hash of its path, so that an address can name it without being a path
     * @param name its path below the folder, with {@code /}; the folder's own name for the folder itself
     */
    record Run(String id, String name, Path folder) {}

    /** The runs by their ids, in the order of their names; links are not followed, and what cannot be read is passed over. */
    static Map<String, Run> below(Path root) throws IOException {
        Map<String, Run> byName = new TreeMap<>();
        Files.walkFileTree(root, EnumSet.noneOf(FileVisitOption.class), DEEPEST, new SimpleFileVisitor<>() {
            private int visited;

            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                if (++visited > MOST_VISITED) {
                    return FileVisitResult.TERMINATE;
                }
                if (folder.endsWith(".git")) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                if (!new ProbeFolder(folder).exists()) {
                    return FileVisitResult.CONTINUE;
                }
                String name = name(root, folder);
                byName.put(name, new Run(id(name), name, folder));
                return FileVisitResult.SKIP_SUBTREE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException unreadable) {
                return FileVisitResult.CONTINUE;
            }
        });
        Map<String, Run> byId = new LinkedHashMap<>();
        byName.values().forEach(run -> byId.put(run.id(), run));
        return byId;
    }

    private static String name(Path root, Path folder) {
        Path relative = root.equals(folder) ? folder.getFileName() : root.relativize(folder);
        return relative == null ? "/" : relative.toString().replace('\\', '/');
    }

    private static String id(String name) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, ID_BYTES);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256.", impossible);
        }
    }
}
