package org.cam4j.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.cam4j.experiments.cli.Cam4j;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The pages in the root, {@code docs/}, {@code results/} and {@code benchmarks/}: their links lead somewhere, and their commands are valid. */
class DocsTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final List<String> FOLDERS = List.of("docs", "results", "benchmarks");
    private static final int MOST_BYTES_OF_README = 7 * 1024;

    private static final Pattern FENCE = Pattern.compile("(?ms)^ *```.*?^ *```");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.+)$");
    private static final Pattern INLINE_COMMAND = Pattern.compile("`\\./cam4j ([^`]+)`");
    private static final Pattern FENCED_COMMAND =
            Pattern.compile("(?m)^(?:\\$ )?(?:source <\\()?\\./cam4j +(.+?)\\)?$");
    private static final Pattern WORD = Pattern.compile("'[^']*'|\\S+");
    /** What the program lists without a model or data. */
    private static final Pattern CHEAP = Pattern.compile("list (?!taps).*|datasets list|doctor|.*--help");

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>();
        try (Stream<Path> files = Files.list(ROOT)) {
            files.filter(DocsTest::isPage).forEach(pages::add);
        }
        for (String folder : FOLDERS) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
                files.filter(DocsTest::isPage).filter(file -> !isIgnored(file)).forEach(pages::add);
            }
        }
        return pages;
    }

    private static boolean isPage(Path file) {
        return file.toString().endsWith(".md");
    }

    private static boolean isIgnored(Path file) {
        String name = ROOT.relativize(file).toString();
        return name.contains("target") || name.contains(".work");
    }

    @Test
    void theReadmeIsShort() throws IOException {
        assertThat(Files.size(ROOT.resolve("README.md"))).isLessThanOrEqualTo(MOST_BYTES_OF_README);
    }

    @Test
    void everyRelativeLinkAndAnchorExists() throws IOException {
        List<String> broken = new ArrayList<>();
        Map<Path, Set<String>> anchors = new HashMap<>();
        for (Path page : pages()) {
            String prose = FENCE.matcher(Files.readString(page)).replaceAll("");
            for (MatchResult link : LINK.matcher(prose).results().toList()) {
                String[] target = link.group(1).split("#", 2);
                if (target[0].contains(":")) {
                    continue; // another site
                }
                Path file = target[0].isEmpty()
                        ? page
                        : page.resolveSibling(target[0]).normalize();
                boolean exists = Files.exists(file);
                if (exists && target.length > 1) {
                    if (!anchors.containsKey(file)) {
                        anchors.put(file, anchors(file));
                    }
                    exists = anchors.get(file).contains(target[1]);
                }
                if (!exists) {
                    broken.add(ROOT.relativize(page) + ": " + link.group(1));
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    /** The anchors of a page's headings, as GitHub makes them. */
    private static Set<String> anchors(Path page) throws IOException {
        String prose = FENCE.matcher(Files.readString(page)).replaceAll("");
        Set<String> anchors = new HashSet<>();
        HEADING.matcher(prose).results().forEach(heading -> {
            String anchor = heading.group(1)
                    .strip()
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("\\]\\([^)]*\\)", "")
                    .replaceAll("[^\\p{L}\\p{N} _-]", "")
                    .replace(' ', '-');
            String unique = anchor;
            for (int i = 1; !anchors.add(unique); i++) {
                unique = anchor + "-" + i;
            }
        });
        return anchors;
    }

    @Test
    void everyCommandIsValid() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (String command : commands()) {
            try {
                program().parseArgs(words(command));
            } catch (ParameterException failure) {
                wrong.add(command + ": " + failure.getMessage());
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void theCheapCommandsRun() throws IOException {
        StringWriter err = new StringWriter();
        List<String> cheap = commands().stream()
                .filter(command -> CHEAP.matcher(command).matches())
                .toList();
        assertThat(cheap).contains("list methods --verbose", "doctor");
        for (String command : cheap) {
            int code = Cam4j.run(new PrintWriter(new StringWriter()), new PrintWriter(err, true), words(command));
            assertThat(code)
                    .as(command + ": " + err)
                    .isLessThanOrEqualTo(command.equals("doctor") ? 1 : 0); // 1: warnings
        }
    }

    @ParameterizedTest
    @CsvSource({"methods, methods.md", "heads, methods.md", "datasets, data-sets.md"})
    void everyComponentIsOnItsPage(String kind, String page) throws IOException {
        StringWriter out = new StringWriter();
        assertThat(Cam4j.run(new PrintWriter(out, true), new PrintWriter(new StringWriter()), "list", kind))
                .isZero();
        String text = Files.readString(ROOT.resolve("docs").resolve(page));
        assertThat(out.toString().lines())
                .isNotEmpty()
                .allSatisfy(id -> assertThat(text).contains("`" + id + "`"));
    }

    private static CommandLine program() {
        return Cam4j.program().setCaseInsensitiveEnumValuesAllowed(true);
    }

    /** Every {@code ./cam4j} command of the pages, without those of the Spark module, which this one does not know, and those with options from a file. */
    private static Set<String> commands() throws IOException {
        Set<String> commands = new TreeSet<>();
        for (Path page : pages()) {
            String text = Files.readString(page);
            String prose = FENCE.matcher(text).replaceAll("");
            INLINE_COMMAND
                    .matcher(prose)
                    .results()
                    .forEach(found ->
                            commands.add(found.group(1).replaceAll("\\s+", " ").strip()));
            FENCE.matcher(text)
                    .results()
                    .map(MatchResult::group)
                    .forEach(block -> FENCED_COMMAND
                            .matcher(block.replaceAll("\\\\\\n\\s*", " ").replaceAll("(?m) +(#.*|&)$", ""))
                            .results()
                            .forEach(found -> commands.add(found.group(1).strip())));
        }
        commands.removeIf(command -> command.matches("spark( .*)?|COMMAND .*|(.* )?@.*"));
        assertThat(commands).hasSizeGreaterThan(20);
        return commands;
    }

    private static String[] words(String command) {
        return WORD.matcher(command)
                .results()
                .map(word -> word.group().replaceAll("^'|'$", ""))
                .toArray(String[]::new);
    }
}
