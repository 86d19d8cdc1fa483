package org.cam4j.experiments.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** A command that the launcher {@code ./cam4j} runs by itself: it is listed by {@code --help} and refused here. */
@Command
public final class LauncherCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Unmatched
    private List<String> arguments = new ArrayList<>();

    private LauncherCommand() {}

    /** Adds it to the program's list of commands. */
    public static void list(CommandLine program, String name, String... description) {
        CommandLine command = new CommandLine(new LauncherCommand());
        command.getCommandSpec()
                .usageMessage()
                .description(description)
                .customSynopsis("./cam4j " + qualified(program, name) + " ...");
        program.addSubcommand(name, command);
    }

    private static String qualified(CommandLine program, String name) {
        return (program.getCommandName() + " " + name).replaceFirst("^cam4j ", "");
    }

    @Override
    public Integer call() {
        throw new ParameterException(
                spec.commandLine(),
                "Found '" + spec.name() + " " + String.join(" ", arguments)
                        + "' without the launcher; expected './cam4j "
                        + spec.qualifiedName().replaceFirst("^cam4j ", "") + " ...', which starts it.");
    }
}
