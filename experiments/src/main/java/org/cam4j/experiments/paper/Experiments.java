package org.cam4j.experiments.paper;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cam4j.experiments.reproduce.Experiment;
import org.cam4j.layers.cam.Spelling;

/** The catalogue of experiments. A new one is one line here. */
public final class Experiments {
    private static final List<Experiment> ALL = Stream.of(
                    List.of(
                            new Zhou2016Table1(),
                            new Zhou2016Table2(),
                            new Zhou2016GapGmp(),
                            new Zhou2016MappingResolution(),
                            new Zhou2016Questions(),
                            new Zhou2016GenericSvm(),
                            new Zhou2016Regression(),
                            new Zhou2016Units(),
                            new Zhou2016Patterns(),
                            new Kim2020Figure11(),
                            new Kim2020Figures(),
                            new Kim2020OrModes(),
                            new Meng2019Table1(),
                            Meng2019Selections.table2(),
                            Meng2019Selections.table3(),
                            Meng2019Selections.table4(),
                            new Meng2019Table5(),
                            new Meng2019Ablation(),
                            new Zhang2022Table1(),
                            new Zhang2022Table2(),
                            new Zhang2022Figure2(),
                            new Zhang2022Figure3(),
                            new Zhang2022Figure4(),
                            new Zhang2022Threshold(),
                            new Zhang2022Wgap(),
                            new Zhang2022Ablation(),
                            new WsolFair(),
                            new LeeMnist(),
                            new LeeFrequencySweep(),
                            new LeeVibration(),
                            new LeePeople()),
                    Meng2019Figures.all())
            .flatMap(List::stream)
            .toList();

    private Experiments() {}

    /** Every experiment, paper by paper. */
    public static List<Experiment> all() {
        return ALL;
    }

    /**
     * The experiment of this id.
     *
     * @throws IllegalArgumentException that lists the known ids and the nearest one, when there is none
     */
    public static Experiment byId(String id) {
        return ALL.stream()
                .filter(experiment -> experiment.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "Unknown experiment '%s'; did you mean '%s'? Known: %s.",
                        id,
                        ALL.stream()
                                .map(Experiment::id)
                                .min(Comparator.comparingInt(known -> Spelling.distance(id, known)))
                                .orElseThrow(),
                        ALL.stream().map(Experiment::id).collect(Collectors.joining(", ")))));
    }
}
