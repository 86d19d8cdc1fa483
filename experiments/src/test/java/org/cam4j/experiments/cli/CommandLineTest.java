package org.cam4j.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.cam4j.experiments.cli.option.ExitCode;
import org.cam4j.experiments.cli.option.ThreadsOption;
import org.cam4j.layers.kernels.Kernels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

class CommandLineTest {
    private static final int COLUMNS = 100;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return Cam4j.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }

    private static Stream<CommandLine> commands(CommandLine command) {
        return Stream.concat(
                Stream.of(command),
                command.getSubcommands().values().stream().distinct().flatMap(CommandLineTest::commands));
    }

    @Test
    void aCommandReadsEveryOptionThatItOffers() {
        JavaClasses classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("org.cam4j.experiments.cli");
        List<String> unread = new ArrayList<>();
        commands(Cam4j.program())
                .filter(command -> command.getCommand().getClass().getName().startsWith("org.cam4j."))
                .forEach(command -> {
                    JavaClass type = classes.get(command.getCommand().getClass());
                    command.getCommandSpec().args().stream()
                            .filter(option -> option.userObject() instanceof Field field
                                    && field.getDeclaringClass().getName().startsWith("org.cam4j.")
                                    && !isRead(classes, field, type))
                            .map(ArgSpec::paramLabel)
                            .forEach(
                                    label -> unread.add(command.getCommandSpec().qualifiedName() + " " + label));
                });
        assertThat(unread).isEmpty();
    }

    /** Whether code of the command reads the field, by itself or through what it calls. */
    private static boolean isRead(JavaClasses classes, Field field, JavaClass command) {
        if (field.getDeclaringClass() == ThreadsOption.class && callsKernels(command)) {
            return true; // the launcher reads it for native code
        }
        List<JavaCodeUnit> readers = new ArrayList<>();
        classes.get(field.getDeclaringClass()).getField(field.getName()).getAccessesToSelf().stream()
                .filter(access -> access.getAccessType() == JavaFieldAccess.AccessType.GET)
                .map(JavaAccess::getOrigin)
                .forEach(readers::add);
        Set<JavaCodeUnit> seen = new HashSet<>();
        while (!readers.isEmpty()) {
            JavaCodeUnit reader = readers.remove(readers.size() - 1);
            if (topLevel(reader.getOwner()).equals(topLevel(command))) {
                return true;
            }
            if (seen.add(reader) && reader.getOwner().getPackageName().startsWith("org.cam4j.experiments.cli")) {
                reader.getAccessesToSelf().stream().map(JavaAccess::getOrigin).forEach(readers::add);
            }
        }
        return false;
    }

    private static String topLevel(JavaClass type) {
        return type.getName().replaceFirst("\\$.*", "");
    }

    private static boolean callsKernels(JavaClass command) {
        return command.getMethodCallsFromSelf().stream()
                .anyMatch(call -> call.getTargetOwner().isEquivalentTo(Kernels.class));
    }

    @Test
    void everyHelpFitsTheTerminalAndEndsItsSentences() {
        commands(Cam4j.program())
                .filter(command -> !(command.getCommand() instanceof HelpCommand))
                .forEach(command -> {
                    String name = command.getCommandSpec().qualifiedName();
                    assertThat(command.getUsageMessage().lines()).as(name).allMatch(line -> line.length() <= COLUMNS);
                    assertThat(command.getCommandSpec().usageMessage().description()[0])
                            .as(name)
                            .matches("(?s).*[.)]");
                    command.getCommandSpec()
                            .args()
                            .forEach(option -> assertThat(String.join(" ", option.description()))
                                    .as(name + " " + option.paramLabel())
                                    .matches("(?s).*[.)]|.*score,\\.\\.\\.")
                                    .doesNotMatch("^Default:.*"));
                    assertThat(command.getCommandSpec().findOption("-h").usageHelp())
                            .as(name)
                            .isTrue();
                });
    }

    @Test
    void helpNamesACommandOrAllOfThem() {
        assertThat(run("help", "list")).isEqualTo(ExitCode.DONE);
        assertThat(out.toString()).startsWith("Usage: cam4j list");
        assertThat(run("list", "-h")).isEqualTo(ExitCode.DONE);
        assertThat(run()).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("Usage: cam4j").contains("spark ").contains("reproduce ");
    }

    @ParameterizedTest
    @CsvSource({
        "train, --rival, --wsol",
        "evaluate, --dialect, --protocol",
        "evaluate, --normaliser, --normalizer",
        "score, --dialect, --protocol",
        "watch, --least, --min-probability",
        "explain, --colours, --colors"
    })
    void formerNamesOfOptionsAreUnderstoodButNotShown(String command, String former, String present) {
        assertThat(run(command, former + "=x")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).doesNotContain("Unknown option");
        assertThat(run("help", command)).isEqualTo(ExitCode.DONE);
        assertThat(out.toString()).contains(present + "=").doesNotContain(former);
    }

    @Test
    void aFormerNameReachesItsOption() {
        assertThat(run("evaluate", "--dialect", "tcam", "--dataset", "parts")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("'tcam'; did you mean 'tscam'");
    }

    @ParameterizedTest
    @CsvSource({"rivals, wsol-methods, has", "dialects, protocols, wsoleval"})
    void formerNamesOfListsAreUnderstoodButNotShown(String former, String present, String id) {
        assertThat(run("list", former)).isEqualTo(ExitCode.DONE);
        String listed = out.toString();
        assertThat(listed.lines()).contains(id);
        out.getBuffer().setLength(0);
        assertThat(run("list", present)).isEqualTo(ExitCode.DONE);
        assertThat(out).hasToString(listed);
        assertThat(run("help", "list")).isEqualTo(ExitCode.DONE);
        assertThat(out.toString()).contains(present).doesNotContain(former);
    }

    @Test
    void anUnknownListNamesTheNearest() {
        assertThat(run("list", "method")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("did you mean 'methods'");
    }

    @Test
    void argumentsAreReadFromAFile(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("list.args");
        Files.writeString(file, "# what to list\nlist\n  dialects --verbose\n");
        assertThat(run("@" + file)).isEqualTo(ExitCode.DONE);
        assertThat(out.toString()).contains("wsoleval ");
    }

    @Test
    void completionKnowsCommandsOptionsAndIds() {
        assertThat(run("generate-completion")).isEqualTo(ExitCode.DONE);
        assertThat(out.toString())
                .startsWith("#!/usr/bin/env bash")
                .contains("reproduce", "--min-probability", "grad-cam", "complete -F _complete_cam4j")
                .doesNotContain("--dialect", "--rival");
    }

    @Test
    void everyCommandHasAManualPage(@TempDir Path folder) throws IOException {
        assertThat(run("generate-man-page", "--out", folder.toString())).isEqualTo(ExitCode.DONE);
        List<CommandLine> commands = commands(Cam4j.program())
                .filter(command -> !(command.getCommand() instanceof HelpCommand))
                .toList();
        for (CommandLine command : commands) {
            String name = command.getCommandSpec().qualifiedName("-");
            String page = Files.readString(folder.resolve(name + ".1"));
            assertThat(page)
                    .startsWith(".TH " + name.toUpperCase(Locale.ROOT) + " 1 ")
                    .doesNotContain("${", "%%");
            for (OptionSpec option : command.getCommandSpec().options()) {
                assertThat(page).as(name).contains(option.longestName().replace("-", "\\-"));
            }
        }
        try (Stream<Path> pages = Files.list(folder)) {
            assertThat(pages).hasSize(commands.size());
        }
    }

    @Test
    void aCommandOfTheLauncherIsNotRunHere() {
        assertThat(run("spark", "train", "--epochs", "3")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("expected './cam4j spark ...'");
    }

    @Test
    void showsAWholeRecipeWithTheOriginOfEveryValue(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("mine.yml"), "learning-rate: 0.3\nflip: false\n");
        assertThat(run("train", "--show-recipe", "--recipe", file.toString(), "--set", "flip=true", "--epochs", "3"))
                .isEqualTo(ExitCode.DONE);
        assertThat(out.toString())
                .containsPattern("epochs: 3 +# --epochs\n")
                .containsPattern("learning-rate: 0.3 +# .*mine.yml\n")
                .containsPattern("flip: true +# --set\n")
                .containsPattern("batch-size: 32 +# default\n");
    }

    @ParameterizedTest
    @CsvSource({
        "'--recipe,fine-tunin','Did you mean ''fine-tuning''?'",
        "'--set,epoch=3','did you mean ''epochs''?'",
        "'--set,epochs','expected KEY=VALUE'",
        "'--set,epochs=3,--set,epochs=4','given twice'",
        "'--set,epochs=3,--epochs,4','--epochs and --set epochs set the same value'",
        "'--set,epochs=0','--set: Recipe: epochs is 0, expected 1 or more.'",
    })
    void refusesARecipeInOneLine(String arguments, String message) {
        List<String> words = new ArrayList<>(List.of("train", "--show-recipe"));
        words.addAll(List.of(arguments.split(",")));
        assertThat(run(words.toArray(String[]::new))).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString().strip()).contains(message).doesNotContain("\n");
    }
}
