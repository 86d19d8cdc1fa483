package org.cam4j.spark.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.cam4j.experiments.cli.Cam4j;

/**
 * What a run of a program in this process gave.
 *
 * @param code its exit code
 * @param out what it wrote to standard output
 * @param err what it wrote to standard error
 */
record Said(int code, String out, String err) {
    /** Of {@code cam4j spark}. */
    static Said spark(List<String> arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = CamSpark.run(new PrintWriter(out), new PrintWriter(err), arguments.toArray(String[]::new));
        return new Said(code, out.toString(), err.toString());
    }

    /** Of {@code cam4j}. */
    static Said cam4j(List<String> arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Cam4j.run(new PrintWriter(out), new PrintWriter(err), arguments.toArray(String[]::new));
        return new Said(code, out.toString(), err.toString());
    }

    /** The rest of the line of standard output that begins with these words. */
    String line(String words) {
        return out.lines()
                .filter(line -> line.startsWith(words))
                .map(line -> line.substring(words.length()).strip())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No '%s' in: %s%s".formatted(words, out, err)));
    }

    static List<String> join(List<String> first, String... more) {
        return Stream.concat(first.stream(), Arrays.stream(more)).toList();
    }
}
