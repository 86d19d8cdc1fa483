package org.cam4j.benchmarks.evaluator;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.cam4j.evaluation.boxes.BoxLevels;
import org.cam4j.evaluation.boxes.Boxes;
import org.cam4j.evaluation.boxes.ThresholdGrid;
import org.cam4j.evaluation.maps.NormalizedMap;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/**
 * From an 8-bit map to the best IoU at each of the 1000 thresholds: milliseconds a map. One method a side; all sides give the same numbers, which is checked
 * before anything is timed. {@link EvaluatorRounds} runs the sides in turn.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@OperationsPerInvocation(MapKind.COUNT)
public class EvaluatorBenchmark {
    private static final ThresholdGrid THRESHOLDS = ThresholdGrid.REFERENCE;

    @Param({"SMOOTH", "GRAINY", "NOISE"})
    public MapKind kind = MapKind.SMOOTH;

    @Param
    public Boxes.Contours contours = Boxes.Contours.LARGEST;

    /** Where {@link MapKind#FOLDER} looks for {@code .npy} files. */
    @Param("")
    public String folder = "";

    private List<MapKind.Case> cases = List.of();
    private final List<OpenCvBoxes> peers = new ArrayList<>();

    @Setup
    public void readMaps() throws IOException {
        cases = kind.cases(Path.of(folder));
        for (MapKind.Case one : cases) {
            OpenCvBoxes peer = new OpenCvBoxes(one.levels(), NormalizedMap.GRID, NormalizedMap.GRID);
            peers.add(peer);
            Agreement.check(one, peer, contours);
        }
    }

    @TearDown
    public void close() {
        peers.forEach(OpenCvBoxes::close);
        peers.clear();
    }

    /** Time of the processor that the measuring thread took, which other programs on the machine hardly change. */
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class Processor {
        public long nanoseconds;
        public long maps;

        private void count(Runnable work) {
            long begun = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            work.run();
            nanoseconds += ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begun;
            maps += MapKind.COUNT;
        }
    }

    /** One pass over the map. */
    @Benchmark
    public void cam4j(Blackhole blackhole, Processor processor) {
        processor.count(() -> cases.forEach(one -> blackhole.consume(bestIou(one, contours))));
    }

    /** OpenCV at every threshold, as the reference does. */
    @Benchmark
    public void opencv(Blackhole blackhole, Processor processor) {
        processor.count(() -> {
            for (int i = 0; i < cases.size(); i++) {
                blackhole.consume(peers.get(i).bestIou(contours, cases.get(i).truth(), THRESHOLDS));
            }
        });
    }

    /** OpenCV once a level, of which there are 255 at most. */
    @Benchmark
    public void opencvDistinct(Blackhole blackhole, Processor processor) {
        processor.count(() -> {
            for (int i = 0; i < cases.size(); i++) {
                blackhole.consume(peers.get(i)
                        .bestIouOfDistinctLevels(contours, cases.get(i).truth(), THRESHOLDS));
            }
        });
    }

    /** OpenCV once a level, nothing but threshold and findContours: not the whole work, but free of calls from Java for each contour. */
    @Benchmark
    public void opencvContoursOnly(Blackhole blackhole, Processor processor) {
        processor.count(() -> peers.forEach(peer -> blackhole.consume(peer.countContoursOfDistinctLevels(THRESHOLDS))));
    }

    static double[] bestIou(MapKind.Case one, Boxes.Contours contours) {
        double[] ofLevels = BoxLevels.of(one.levels(), NormalizedMap.GRID, NormalizedMap.GRID, contours)
                .bestIou(one.truth());
        double[] best = new double[THRESHOLDS.count()];
        int maximum = one.maximum();
        for (int i = 0; i < best.length; i++) {
            best[i] = ofLevels[ThresholdGrid.level(THRESHOLDS.value(i), maximum)];
        }
        return best;
    }
}
