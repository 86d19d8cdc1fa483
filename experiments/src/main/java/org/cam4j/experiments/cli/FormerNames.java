package org.cam4j.experiments.cli;

import java.util.Map;
import java.util.Stack;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/** Replaces former names of options, on the command line and in argument files, by their present names. They are understood but not shown. */
public final class FormerNames implements IParameterPreprocessor {
    private static final Map<String, String> NAMES = Map.of(
            "--colours", "--colors",
            "--dialect", "--protocol",
            "--learners", "--workers",
            "--least", "--min-probability",
            "--normaliser", "--normalizer",
            "--rival", "--wsol");

    @Override
    public boolean preprocess(
            Stack<String> arguments, CommandSpec command, @Nullable ArgSpec option, Map<String, Object> info) {
        arguments.replaceAll(FormerNames::current);
        return false; // picocli parses them
    }

    private static String current(String argument) {
        int end = argument.indexOf('=');
        String name = end < 0 ? argument : argument.substring(0, end);
        return NAMES.getOrDefault(name, name) + (end < 0 ? "" : argument.substring(end));
    }
}
