package org.cam4j.experiments.papers.lecture;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cam4j.datasets.Split;
import org.cam4j.evaluation.metric.MetricKey;
import org.cam4j.experiments.papers.shared.SharedRuns;
import org.cam4j.experiments.papers.shared.WeightsFiles;
import org.cam4j.experiments.reproduce.claim.Claim;
import org.cam4j.experiments.reproduce.claim.Experiment;
import org.cam4j.experiments.reproduce.claim.MetricRef;
import org.cam4j.experiments.reproduce.claim.Plan;
import org.cam4j.experiments.reproduce.run.DataChoice;
import org.cam4j.experiments.reproduce.run.NetworkChoice;
import org.cam4j.experiments.reproduce.run.RunSpec;
import org.cam4j.experiments.reproduce.run.Scale;

/**
 * Lee, lecture "Class Activation Map (CAM)", example real-time human detection: a network that tells whether there is a
 * person, its CAM over each frame, and a box. Run: {@code cam4j reproduce lee-people}; {@code cam4j watch} does it with
 * a camera. Cost at small scale: seconds.
 *
 * <p>Differs: the lecture prints no numbers, and names neither network nor data. The network is the MLPerf Tiny one for
 * persons, at 96 x 96 pixels with maps of 3 x 3; the frames are images of COCO, since their persons have boxes: small
 * scale the 100 that are available, full scale {@code val2017}.
 */
public final class LeePeople implements Experiment {
    private static final Map<Split, Integer> ALL = Map.of(Split.TEST, 10_000);
    private static final String GT_KNOWN = MetricKey.GT_KNOWN_20.id();
    private static final List<String> TRIVIAL = List.of("whole-image", "centre-box", "gaussian", "random");

    @Override
    public String id() {
        return "lee-people";
    }

    @Override
    public String paper() {
        return "Lee: Class Activation Map (CAM), lecture, example real-time human detection";
    }

    @Override
    public String description() {
        return "People in a folder of images watched as a video: found or not, where, and how many frames a second.";
    }

    @Override
    public Plan plan(Scale scale) {
        if (scale == Scale.SMOKE) { // on drawn images: there is no drawn person
            RunSpec run = SharedRuns.mini(scale, "gap", new ClassContrast(2));
            return new Plan()
                    .run(run)
                    .cell("classifier", "Top-1", new MetricRef(run.name(), "cam", MetricKey.TOP1_CLS));
        }
        DataChoice coco = DataChoice.of("coco");
        RunSpec run = new RunSpec(
                "person-mobilenet",
                new NetworkChoice.Stored(WeightsFiles.PERSON),
                scale == Scale.FULL ? coco.complete(ALL) : coco,
                new PeopleInVideo());
        Plan plan = new Plan()
                .run(run)
                .cell("classifier", "Person or none", measure(run, "classifier", PeopleInVideo.PERSON_OR_NONE))
                .cell("video", "Frames/s", measure(run, PeopleInVideo.VIDEO, PeopleInVideo.FRAMES_PER_SECOND))
                .cell("video", "Written", measure(run, PeopleInVideo.VIDEO, PeopleInVideo.WRITTEN))
                .cell("video", "Read again", measure(run, PeopleInVideo.VIDEO, PeopleInVideo.READ_AGAIN))
                .cell(PeopleInVideo.CAM, "GT-known", measure(run, PeopleInVideo.CAM, GT_KNOWN))
                .cell(PeopleInVideo.CAM, "Pointing", measure(run, PeopleInVideo.CAM, "pointing_game"));
        for (String trivial : TRIVIAL) {
            plan.cell(trivial, "GT-known", measure(run, trivial, GT_KNOWN))
                    .claim(Claim.higher(
                            String.format(Locale.ROOT, "CAM locates people better than: %s.", trivial),
                            measure(run, PeopleInVideo.CAM, GT_KNOWN),
                            measure(run, trivial, GT_KNOWN)));
        }
        return plan.remark(
                "GT-known: the box at 20 % of the map's range overlaps that of any person by half or more, over the"
                        + " images that show one. Frames/s: looked at, drawn and written, decoding included; it depends on"
                        + " the machine and on what else it does.");
    }

    private static MetricRef measure(RunSpec run, String method, String key) {
        return new MetricRef(run.name(), method, key);
    }
}
