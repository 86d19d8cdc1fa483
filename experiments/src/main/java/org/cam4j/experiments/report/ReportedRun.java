package org.cam4j.experiments.report;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;
import org.cam4j.evaluation.scoring.Evaluation;
import org.cam4j.training.run.RunRecord;

/**
 * A finished training and what its network was measured to do.
 *
 * @param name of the run's folder
 * @param record of the training
 * @param history of the training, an epoch a row
 * @param measured what it was measured on, in words
 * @param results by the id of the method or trivial prediction
 * @param grid of evaluators; without rows where nothing has a box
 * @param confusion of the classes
 * @param threshold behind the outcomes and the pictures' boxes, and where it comes from
 * @param outcomes images by what became of them; empty where nothing has a box
 * @param best localizations, a picture
 * @param worst localizations, a picture
 * @param provenance facts by name
 * @param commands that repeat the training and the report
 * @param notes what a reader must know
 */
public record ReportedRun(
        String name,
        RunRecord record,
        TrainingHistory history,
        String measured,
        Map<String, Evaluation.Result> results,
        Table grid,
        ConfusionTable confusion,
        String threshold,
        Map<LocalizationOutcome, Integer> outcomes,
        BufferedImage best,
        BufferedImage worst,
        Map<String, String> provenance,
        List<String> commands,
        List<String> notes) {}
