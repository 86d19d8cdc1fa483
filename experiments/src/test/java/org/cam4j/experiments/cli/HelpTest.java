package org.cam4j.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class HelpTest {
    private static final int MOST_COLUMNS = 100;

    static Stream<CommandLine> commands() {
        return commands(new CommandLine(new Cam4j()));
    }

    private static Stream<CommandLine> commands(CommandLine command) {
        return Stream.concat(
                Stream.of(command), command.getSubcommands().values().stream().flatMap(HelpTest::commands));
    }

    /** The list of commands shows the first line of a description only. */
    @ParameterizedTest
    @MethodSource("commands")
    void everyLineOfADescriptionIsAWholeSentence(CommandLine command) {
        assertThat(command.getCommandSpec().usageMessage().description())
                .as(command.getCommandSpec().qualifiedName())
                .isNotEmpty()
                .allMatch(line -> line.endsWith("."));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void helpFitsATerminal(CommandLine command) {
        assertThat(command.getUsageMessage(CommandLine.Help.Ansi.OFF).lines())
                .allMatch(line -> line.length() <= MOST_COLUMNS);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyOptionIsDescribedByMoreThanItsDefault(CommandLine command) {
        assertThat(command.getCommandSpec().options())
                .allSatisfy(option -> assertThat(String.join(" ", option.description()))
                        .as(option.longestName())
                        .isNotBlank()
                        .doesNotStartWith("Default"));
    }
}
