package org.cam4j.experiments.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.cam4j.experiments.cli.command.BenchCommand;
import org.cam4j.experiments.cli.command.CompareCommand;
import org.cam4j.experiments.cli.command.DashboardCommand;
import org.cam4j.experiments.cli.command.DatasetsCommand;
import org.cam4j.experiments.cli.command.DemoCommand;
import org.cam4j.experiments.cli.command.DoctorCommand;
import org.cam4j.experiments.cli.command.EvaluateCommand;
import org.cam4j.experiments.cli.command.ExplainCommand;
import org.cam4j.experiments.cli.command.ListCommand;
import org.cam4j.experiments.cli.command.ReportCommand;
import org.cam4j.experiments.cli.command.ReproduceCommand;
import org.cam4j.experiments.cli.command.ScoreCommand;
import org.cam4j.experiments.cli.command.SearchCommand;
import org.cam4j.experiments.cli.command.TrainCommand;
import org.cam4j.experiments.cli.command.WatchCommand;
import org.cam4j.experiments.cli.command.weights.WeightsCommand;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The subcommands of {@code cam4j} in the order of its help. A command with its options takes milliseconds to create,
 * and only one is run: the others are listed by name and description.
 */
final class Commands {
    private static final List<Class<?>> TYPES = List.of(
            DemoCommand.class,
            TrainCommand.class,
            SearchCommand.class,
            ExplainCommand.class,
            WatchCommand.class,
            EvaluateCommand.class,
            ScoreCommand.class,
            CompareCommand.class,
            ReproduceCommand.class,
            DashboardCommand.class,
            DatasetsCommand.class,
            WeightsCommand.class,
            ListCommand.class,
            ReportCommand.class,
            DoctorCommand.class,
            BenchCommand.class,
            AutoComplete.GenerateCompletion.class,
            ManPageCommand.class,
            HelpCommand.class);

    /** Commands that read the options of all others. */
    private static final Set<String> NEED_ALL = Set.of("generate-completion", "generate-man-page");

    private Commands() {}

    /** Adds every command with all its options. */
    static void addAll(CommandLine program) {
        TYPES.forEach(type -> program.addSubcommand(new CommandLine(type)));
    }

    /** Adds all commands, with their options only those that are among the arguments. */
    static void add(CommandLine program, String... arguments) {
        if (Arrays.stream(arguments).anyMatch(word -> word.startsWith("@") || NEED_ALL.contains(word))) {
            addAll(program);
            return;
        }
        Set<String> named = Set.copyOf(Arrays.asList(arguments));
        for (Class<?> type : TYPES) {
            Command command = Objects.requireNonNull(type.getAnnotation(Command.class));
            program.addSubcommand(
                    named.contains(command.name()) ? new CommandLine(type) : new CommandLine(listed(command)));
        }
    }

    private static CommandSpec listed(Command command) {
        CommandSpec spec = CommandSpec.create().name(command.name());
        spec.usageMessage()
                .description(command.description())
                .header(command.header())
                .hidden(command.hidden());
        return spec;
    }
}
