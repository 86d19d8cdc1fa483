package org.cam4j.experiments.cli;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.cam4j.experiments.cli.option.ExitCode;
import org.cam4j.training.run.RunFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code cam4j generate-man-page}: manual pages from picocli's model of the commands, one for every command. */
@Command(
        name = "generate-man-page",
        description = "Write a manual page for every command.",
        footer = {"", "Example: cam4j generate-man-page --out man", "         man -l man/cam4j-train.1"})
final class ManPageCommand implements Callable<Integer> {
    private static final String SECTION = "1";

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "man",
            description = "Output folder. Default: ${DEFAULT-VALUE}.")
    private Path out;

    @Override
    public Integer call() throws Exception {
        RunFolder folder = RunFolder.open(out);
        List<CommandSpec> commands = documented(spec.root()).toList();
        for (CommandSpec command : commands) {
            folder.writeText(name(command) + "." + SECTION, page(command));
        }
        spec.commandLine().getOut().printf(Locale.ROOT, "%d pages: %s%n", commands.size(), out);
        return ExitCode.DONE;
    }

    /** A command and those below it that have a page: all but {@code help}. */
    static Stream<CommandSpec> documented(CommandSpec command) {
        return Stream.concat(Stream.of(command), children(command).stream().flatMap(ManPageCommand::documented));
    }

    private static List<CommandSpec> children(CommandSpec command) {
        return command.subcommands().values().stream()
                .map(child -> child.getCommandSpec())
                .filter(child -> !(child.userObject() instanceof HelpCommand)
                        && !child.usageMessage().hidden())
                .toList();
    }

    /** The page's name, such as {@code cam4j-datasets-fetch}. */
    static String name(CommandSpec command) {
        return command.qualifiedName("-");
    }

    /** The page in the language of {@code man}. */
    static String page(CommandSpec command) {
        List<String> description = Stream.of(command.usageMessage().description())
                .map(ManPageCommand::text)
                .toList();
        StringBuilder page = new StringBuilder();
        line(
                page,
                ".TH " + name(command).toUpperCase(Locale.ROOT) + " " + SECTION + " \"\" \"cam4j\" \"cam4j manual\"");
        line(page, ".nh");
        line(page, ".ad l");
        line(page, ".SH NAME");
        line(
                page,
                name(command) + " \\- "
                        + String.join("", description.stream().limit(1).toList()));
        line(page, ".SH SYNOPSIS");
        paragraph(
                page,
                text(new Help(command, Help.defaultColorScheme(Ansi.OFF))
                        .synopsis(0)
                        .replaceAll("\\s+", " ")));
        line(page, ".SH DESCRIPTION");
        description.forEach(sentence -> paragraph(page, sentence));
        List<PositionalParamSpec> parameters = command.positionalParameters();
        List<OptionSpec> options = command.options().stream()
                .filter(option -> !option.hidden())
                .sorted(Comparator.comparing(OptionSpec::longestName))
                .toList();
        if (!parameters.isEmpty()) {
            line(page, ".SH ARGUMENTS");
            parameters.forEach(parameter -> entry(page, text(parameter.paramLabel()), description(parameter)));
        }
        line(page, ".SH OPTIONS");
        options.forEach(option -> entry(page, names(option), description(option)));
        List<CommandSpec> children = children(command);
        if (!children.isEmpty()) {
            line(page, ".SH COMMANDS");
            children.forEach(child -> entry(
                    page,
                    text(child.name()),
                    text(String.join(
                            " ",
                            Stream.of(child.usageMessage().description())
                                    .limit(1)
                                    .toList()))));
        }
        List<String> examples = Stream.of(command.usageMessage().footer())
                .filter(example -> !example.isBlank())
                .toList();
        if (!examples.isEmpty()) {
            line(page, ".SH EXAMPLES");
            line(page, ".nf");
            examples.forEach(example -> line(page, text(example.replaceFirst("^(Example: | {9})", ""))));
            line(page, ".fi");
        }
        return page.toString();
    }

    private static String names(OptionSpec option) {
        String names = String.join(", ", option.names());
        return text(option.arity().max() == 0 ? names : names + "=" + option.paramLabel());
    }

    private static String description(ArgSpec option) {
        return text(String.join(" ", option.description()));
    }

    private static void entry(StringBuilder page, String term, String description) {
        line(page, ".TP");
        line(page, "\\fB" + term + "\\fR");
        line(page, description);
    }

    private static void paragraph(StringBuilder page, String text) {
        line(page, ".PP");
        line(page, text);
    }

    /** Text without what {@code man} would take for its own: backslashes, hyphens, and control characters at the start of a line. */
    private static String text(String description) {
        String escaped = description
                .replace("%%", "%")
                .replace("\\", "\\e")
                .replace("-", "\\-")
                .strip();
        return escaped.lines()
                .map(line -> line.startsWith(".") || line.startsWith("'") ? "\\&" + line : line)
                .reduce((first, second) -> first + "\n" + second)
                .orElse("");
    }

    private static void line(StringBuilder page, String line) {
        page.append(line).append('\n');
    }
}
