package org.cam4j.spark.cli;

import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.cam4j.datasets.pixels.JavaCpp;
import org.cam4j.experiments.cli.Cam4j;
import org.cam4j.experiments.cli.FormerNames;
import org.cam4j.experiments.cli.LauncherCommand;
import org.cam4j.experiments.cli.command.CommandGroup;
import org.cam4j.spark.SparkEngine;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The program {@code cam4j spark}: {@code train} and {@code evaluate} as jobs of Apache Spark. */
@Command(
        name = "cam4j spark",
        description = {
            "Run 'train' and 'evaluate' as jobs of Apache Spark, with the same options and output files.",
            "'master' and 'worker' start a standalone cluster; 'submit' uses spark-submit."
        },
        footer = {
            "",
            "Example: cam4j spark evaluate --master local[1] --model run1 --dataset parts --method cam",
            "Example: cam4j spark master &",
            "         cam4j spark worker spark://127.0.0.1:7077 &",
            "         cam4j spark train --master spark://127.0.0.1:7077 --backbone mini --dataset parts \\",
            "             --out run1",
            "Example: cam4j spark submit --master yarn -- evaluate --model run1 --dataset parts"
        },
        subcommands = HelpCommand.class,
        preprocessor = FormerNames.class,
        mixinStandardHelpOptions = true)
public final class CamSpark extends CommandGroup {
    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        Locale.setDefault(Locale.ROOT); // other libraries write numbers and names as well
        JavaCpp.initialize(); // before Spark starts threads
        PrintWriter out = new PrintWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8), true);
        PrintWriter err = new PrintWriter(new OutputStreamWriter(System.err, StandardCharsets.UTF_8), true);
        int code = run(out, err, arguments);
        out.flush();
        err.flush();
        System.exit(code);
    }

    /** Runs one command; the exit code is 0 done, 1 done with named failures, 2 wrong usage. */
    static int run(PrintWriter out, PrintWriter err, String... arguments) {
        SparkOptions options = new SparkOptions();
        try (SparkEngine engine = new SparkEngine(options::cluster, options::workers, note -> {
            err.println("spark: " + note);
            err.flush();
        })) {
            CommandLine program = new CommandLine(new CamSpark());
            LauncherCommand.list(program, "master", "Start the master of a Spark cluster on this machine.");
            LauncherCommand.list(program, "worker", "Start a worker: worker spark://HOST:PORT.");
            LauncherCommand.list(
                    program, "submit", "Run a command through spark-submit: submit OPTIONS -- train|evaluate ...");
            return Cam4j.run(program, options, engine, "cam4j spark", out, err, arguments);
        }
    }
}
