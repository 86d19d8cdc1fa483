package org.cam4j.experiments.papers;

import java.util.List;
import java.util.stream.Stream;
import org.cam4j.evaluation.catalog.Catalog;
import org.cam4j.experiments.papers.choe2020.WsolFair;
import org.cam4j.experiments.papers.kim2020.Kim2020Figure11;
import org.cam4j.experiments.papers.kim2020.Kim2020Figure4;
import org.cam4j.experiments.papers.kim2020.Kim2020Figures;
import org.cam4j.experiments.papers.kim2020.Kim2020OrModes;
import org.cam4j.experiments.papers.lecture.LeeFrequencySweep;
import org.cam4j.experiments.papers.lecture.LeeMnist;
import org.cam4j.experiments.papers.lecture.LeePeople;
import org.cam4j.experiments.papers.lecture.LeeVibration;
import org.cam4j.experiments.papers.meng2019.Meng2019Ablation;
import org.cam4j.experiments.papers.meng2019.Meng2019Figures;
import org.cam4j.experiments.papers.meng2019.Meng2019Selections;
import org.cam4j.experiments.papers.meng2019.Meng2019Table1;
import org.cam4j.experiments.papers.meng2019.Meng2019Table5;
import org.cam4j.experiments.papers.zhang2022.Zhang2022Ablation;
import org.cam4j.experiments.papers.zhang2022.Zhang2022Figure2;
import org.cam4j.experiments.papers.zhang2022.Zhang2022Figure3;
import org.cam4j.experiments.papers.zhang2022.Zhang2022Figure4;
import org.cam4j.experiments.papers.zhang2022.Zhang2022Table1;
import org.cam4j.experiments.papers.zhang2022.Zhang2022Table2;
import org.cam4j.experiments.papers.zhang2022.Zhang2022Threshold;
import org.cam4j.experiments.papers.zhang2022.Zhang2022Wgap;
import org.cam4j.experiments.papers.zhou2016.Zhou2016GapGmp;
import org.cam4j.experiments.papers.zhou2016.Zhou2016GenericSvm;
import org.cam4j.experiments.papers.zhou2016.Zhou2016MappingResolution;
import org.cam4j.experiments.papers.zhou2016.Zhou2016Patterns;
import org.cam4j.experiments.papers.zhou2016.Zhou2016Questions;
import org.cam4j.experiments.papers.zhou2016.Zhou2016Regression;
import org.cam4j.experiments.papers.zhou2016.Zhou2016Table1;
import org.cam4j.experiments.papers.zhou2016.Zhou2016Table2;
import org.cam4j.experiments.papers.zhou2016.Zhou2016Units;
import org.cam4j.experiments.reproduce.claim.Experiment;

/** The catalog of experiments. A new one is one line here. */
public final class Experiments {
    private static final String EVERY = "all";

    private static final Catalog<Experiment> ALL = Catalog.of(
            "experiment",
            Experiment::id,
            Stream.of(
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
                                    new Kim2020Figure4(),
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
                    .toList());

    private Experiments() {}

    /** Every experiment, paper by paper. */
    public static List<Experiment> all() {
        return ALL.all();
    }

    /** The id of every experiment, in the order of {@link #all()}. */
    public static List<String> ids() {
        return ALL.ids();
    }

    /**
     * The experiment of this id.
     *
     * @throws IllegalArgumentException if there is none; the message names the nearest id and all others
     */
    public static Experiment byId(String id) {
        return ALL.byId(id);
    }

    /**
     * The experiments that a name stands for: of a source, such as {@code zhang2022}, all whose ids begin with it; else the one of this id.
     *
     * @param name {@value #EVERY}, a source or an id
     * @throws IllegalArgumentException as {@link #byId}
     */
    public static List<Experiment> named(String name) {
        if (name.equals(EVERY)) {
            return all();
        }
        List<Experiment> ofSource = all().stream()
                .filter(experiment -> experiment.id().startsWith(name + "-"))
                .toList();
        return ofSource.isEmpty() ? List.of(byId(name)) : ofSource;
    }
}
