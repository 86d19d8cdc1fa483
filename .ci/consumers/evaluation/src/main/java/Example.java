import java.util.List;
import org.cam4j.evaluation.Box;
import org.cam4j.evaluation.GroundTruth;
import org.cam4j.evaluation.ScoreMap;
import org.cam4j.evaluation.metric.Metrics;
import org.cam4j.evaluation.protocol.EvaluatedImage;
import org.cam4j.evaluation.scoring.Evaluation;
import org.cam4j.evaluation.statistics.Bootstrap;

/** Evaluates one map with cam4j-evaluation alone. */
class Example {
    public static void main(String[] arguments) {
        Evaluation evaluation = new Evaluation(List.of(Metrics.byId("max_box_acc")), Bootstrap.STANDARD);
        GroundTruth image = GroundTruth.of("cat", 0, 4, 4, List.of(new Box(2, 0, 4, 2)));
        evaluation.add(EvaluatedImage.ofMap(image, new ScoreMap(new double[] {0, 1, 0, 0}, 2, 2)));
        System.out.println(evaluation.finish().metrics());
    }
}
