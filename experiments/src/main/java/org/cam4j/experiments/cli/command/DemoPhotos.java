package org.cam4j.experiments.cli.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.pixels.ImageDecoder;
import org.cam4j.experiments.cli.terminal.ExplainedLines;
import org.cam4j.experiments.report.ExplanationFolder;
import org.cam4j.experiments.report.HtmlPage;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.explain.ClassSelection;
import org.cam4j.layers.explain.ColorMap;
import org.cam4j.training.localize.MapComputer;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.network.Networks;
import org.cam4j.training.run.RunFolder;

/** The first part of {@code cam4j demo}: the embedded network explains three photographs that are part of the program. */
final class DemoPhotos {
    private static final List<String> NAMES = List.of("chelsea.jpg", "coffee.jpg", "rocket.jpg");
    private static final String RESOURCES = "/photos/";
    private static final String FOLDER = "photos";

    private DemoPhotos() {}

    /** Explains the most probable class of each photograph, writes the overlays below the folder and prints a line for each map. */
    static void explain(List<CamMethod> methods, int threads, RunFolder folder, PrintWriter out) throws IOException {
        CamModel model = Networks.create(Networks.embedded());
        List<Sample> photos = photos(folder);
        List<String> ids = photos.stream().map(Sample::id).toList();
        try (ExplanationFolder explanations = ExplanationFolder.open(
                folder.file(FOLDER),
                Map.of("backbone", model.backbone(), "images", ids),
                model.classNames(),
                model.outputKind(),
                methods.stream().map(CamMethod::id).toList(),
                ColorMap.VIRIDIS,
                ExplanationFolder.Existing.REPLACE)) {
            new MapComputer(model, methods, threads).run(photos, batch -> ClassSelection.top(1), explanations::add);
            explanations.finish(ids, "Where SqueezeNet 1.1 looks");
            out.println(
                    "Three photographs, explained by the network that is part of cam4j (SqueezeNet 1.1 for ImageNet):");
            ExplainedLines.print(out, model.outputKind(), explanations.explanations(ids));
            out.println();
            out.flush();
        }
    }

    /** Adds the overlays to the demo's page. */
    static HtmlPage addTo(HtmlPage page) {
        return page.picture(
                FOLDER + "/sheets/1.png",
                "SqueezeNet 1.1, trained on ImageNet, and its maps of the most probable class of three photographs; in red the"
                        + " box around the largest region above 20 % of the map's range. Photographs: Stéfan van der Walt"
                        + " (CC0), Rachel Michetti, courtesy of Pikolo Espresso Bar (CC0), SpaceX (public domain).");
    }

    private static List<Sample> photos(RunFolder folder) throws IOException {
        List<Sample> samples = new ArrayList<>();
        for (String name : NAMES) {
            String file = FOLDER + "/" + name;
            try (InputStream photo = Objects.requireNonNull(DemoPhotos.class.getResourceAsStream(RESOURCES + name))) {
                folder.writeBytes(file, photo.readAllBytes());
            }
            samples.add(new Sample(
                    name, 0, 0, 0, List.of(), Optional.empty(), () -> ImageDecoder.decodeUpright(folder.file(file))));
        }
        return samples;
    }
}
