package org.cam4j.experiments.cli;

import java.awt.AWTError;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.cam4j.datasets.FileNames;
import org.cam4j.datasets.pixels.ImageDecoder;
import org.cam4j.experiments.cli.command.CommandGroup;
import org.cam4j.experiments.cli.command.EvaluateCommand;
import org.cam4j.experiments.cli.command.TrainCommand;
import org.cam4j.experiments.cli.option.ExitCode;
import org.cam4j.experiments.cli.terminal.MemoryAdvice;
import org.cam4j.training.protocol.Engine;
import org.cam4j.training.run.Deserialization;
import org.cam4j.training.run.MemoryLimit;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program {@code cam4j}. Results go to standard output, progress and messages to standard error. */
@Command(
        name = "cam4j",
        description = "Class activation maps for Deeplearning4j: train, explain, localize, evaluate.",
        footer = {"", "Example: cam4j demo"},
        mixinStandardHelpOptions = true,
        version = "cam4j 0.1.0-SNAPSHOT",
        preprocessor = FormerNames.class)
public final class Cam4j extends CommandGroup {
    /** Characters that a terminal acts on, but for line breaks. */
    private static final String CONTROL = "[\\p{Cc}&&[^\\n]]";

    /** Whether Deeplearning4j leaves a file in the working folder when memory is not enough. */
    private static final String CRASH_DUMP = "org.deeplearning4j.crash.reporting.enabled";

    private static final int COLUMNS = 100;

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        Locale.setDefault(Locale.ROOT); // other libraries write numbers and names as well
        Deserialization.forbid();
        ImageDecoder.captureMessages(System.err);
        PrintWriter out = new PrintWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8), true);
        PrintWriter err = new PrintWriter(new OutputStreamWriter(System.err, StandardCharsets.UTF_8), true);
        int code = start(out, err, arguments);
        out.flush();
        err.flush();
        System.exit(code);
    }

    private static int start(PrintWriter out, PrintWriter err, String... arguments) {
        try {
            MemoryLimit.watch(megabytes -> {
                err.println("cam4j: " + MemoryAdvice.tooLarge(megabytes));
                err.flush();
            });
        } catch (IllegalArgumentException limit) {
            err.println("cam4j: " + limit.getMessage());
            return ExitCode.USAGE;
        }
        return run(out, err, arguments);
    }

    /** Runs one command; the exit code is 0 done, 1 done with named failures, 2 wrong usage. */
    public static int run(PrintWriter out, PrintWriter err, String... arguments) {
        CommandLine program = new CommandLine(new Cam4j());
        Commands.add(program, arguments);
        return execute(completed(program), out, err, arguments);
    }

    /** The program with all its commands and options. */
    public static CommandLine program() {
        CommandLine program = new CommandLine(new Cam4j());
        Commands.addAll(program);
        return completed(program);
    }

    private static CommandLine completed(CommandLine program) {
        LauncherCommand.list(
                program, "spark", "Train and evaluate on Apache Spark: train, evaluate, master, worker, submit.");
        program.setUsageHelpWidth(COLUMNS);
        addHelp(program);
        return program;
    }

    /** Every command has the option {@code --help}. */
    private static void addHelp(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        if (spec.options().stream().noneMatch(OptionSpec::usageHelp)) {
            spec.addOption(OptionSpec.builder("-h", "--help")
                    .usageHelp(true)
                    .description("Show this help.")
                    .build());
        }
        command.getSubcommands().values().forEach(Cam4j::addHelp);
    }

    /**
     * Runs one command of a program whose commands are {@code train} and {@code evaluate} on an engine.
     *
     * @param program the command above the two, which are added to it
     * @param options what the two understand besides their own
     * @param example how {@code train} and {@code evaluate} may be called, without their own name and options
     */
    public static int run(
            CommandLine program,
            Object options,
            Engine engine,
            String example,
            PrintWriter out,
            PrintWriter err,
            String... arguments) {
        for (Object own : List.of(new TrainCommand(engine), new EvaluateCommand(engine))) {
            CommandLine command = new CommandLine(own);
            String name = command.getCommandName();
            OptionSpec dashboardHost = command.getCommandSpec().findOption("--host");
            if (dashboardHost != null) { // the engine's own option of this name says where it listens
                command.getCommandSpec().remove(dashboardHost);
            }
            command.addMixin("engine", options);
            String[] footer = command.getCommandSpec().usageMessage().footer();
            command.getCommandSpec()
                    .usageMessage()
                    .footer(Stream.of(footer)
                            .map(line -> line.replace("cam4j " + name, example + " " + name))
                            .toArray(String[]::new));
            program.addSubcommand(command);
        }
        program.setUsageHelpWidth(COLUMNS);
        addHelp(program);
        return execute(program, out, err, arguments);
    }

    private static int execute(CommandLine program, PrintWriter out, PrintWriter err, String... arguments) {
        System.setProperty(CRASH_DUMP, "false");
        program.setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .registerConverter(Path.class, Cam4j::path)
                .setParameterExceptionHandler((failure, parsed) -> usage(failure))
                .setExecutionExceptionHandler((failure, commandLine, parsed) -> report(failure, commandLine));
        try {
            int code = program.execute(arguments);
            DamagedFiles.print(err);
            return code;
        } catch (OutOfMemoryError failure) { // picocli passes on what is no Exception
            err.println("cam4j: " + MemoryAdvice.of(failure).orElseThrow());
            return ExitCode.FAILURES;
        } catch (AWTError failure) {
            err.println("cam4j: no window can be opened: " + failure.getMessage()
                    + " Unset DISPLAY, or name a file with --out.");
            return ExitCode.FAILURES;
        } catch (LinkageError failure) {
            LoggerFactory.getLogger(Cam4j.class).debug("A library does not load", failure);
            err.println("cam4j: a library cannot be loaded, perhaps there is none for this platform: " + failure);
            return ExitCode.FAILURES;
        }
    }

    private static Path path(String name) {
        try {
            return Path.of(name);
        } catch (InvalidPathException unfit) {
            throw new TypeConversionException(FileNames.problem(unfit));
        }
    }

    /** What is wrong with the call, the nearest option where there is one, and where the help is. */
    private static int usage(ParameterException failure) {
        CommandLine commandLine = failure.getCommandLine();
        String name = commandLine.getCommandSpec().qualifiedName();
        commandLine.getErr().println(name + ": " + failure.getMessage());
        UnmatchedArgumentException.printSuggestions(failure, commandLine.getErr());
        commandLine.getErr().println("'" + name + " --help' shows the options and an example.");
        return ExitCode.USAGE;
    }

    /** One line for what went wrong. Only a defect of cam4j itself, anything but bad input, comes with its stack trace in the log. */
    private static int report(Exception failure, CommandLine commandLine) {
        Optional<String> memory = MemoryAdvice.of(failure);
        if (memory.isPresent()) {
            commandLine.getErr().println(commandLine.getCommandSpec().qualifiedName() + ": " + memory.get());
            return ExitCode.FAILURES;
        }
        boolean usage = failure instanceof IllegalArgumentException;
        boolean expected = usage || failure instanceof IOException || failure instanceof UncheckedIOException;
        String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        if (failure instanceof NoSuchFileException) {
            message += ": there is no such file or folder.";
        } else if (failure instanceof AccessDeniedException) {
            message += ": access is denied.";
        } else if (failure instanceof InvalidPathException unfit) {
            message = FileNames.problem(unfit);
        }
        String harmless = message.replaceAll(CONTROL, "?"); // a file's content may be quoted in it
        commandLine.getErr().println(commandLine.getCommandSpec().qualifiedName() + ": " + harmless);
        if (!expected) {
            LoggerFactory.getLogger(Cam4j.class).debug("This is a defect of cam4j", failure);
            commandLine
                    .getErr()
                    .println("This looks like a defect of cam4j ("
                            + failure.getClass().getName() + "). CAM4J_LOG=debug shows where.");
        }
        return usage ? ExitCode.USAGE : ExitCode.FAILURES;
    }
}
