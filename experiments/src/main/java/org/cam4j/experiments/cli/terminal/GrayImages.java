package org.cam4j.experiments.cli.terminal;

import java.io.PrintWriter;
import org.cam4j.datasets.PixelImage;
import org.cam4j.experiments.report.Count;
import org.cam4j.training.model.CamModel;

/** Counts gray images that a network of three channels gets, and says how they were converted. */
public final class GrayImages {
    private final boolean color;
    private int count;

    public GrayImages(CamModel model) {
        color = model.preprocessing().channels() > 1;
    }

    /** Counts an image if red, green and blue are equal in every pixel. */
    public void count(PixelImage image) {
        count += color && isGray(image.rgb()) ? 1 : 0;
    }

    /** One line, if there were any. */
    public void print(PrintWriter notes) {
        if (count > 0) {
            notes.println("Note: " + Count.of(count, "gray image was", "gray images were")
                    + " given to the network as three equal channels");
            notes.flush();
        }
    }

    private static boolean isGray(byte[] rgb) {
        for (int at = 0; at < rgb.length; at += 3) {
            if (rgb[at] != rgb[at + 1] || rgb[at] != rgb[at + 2]) {
                return false;
            }
        }
        return true;
    }
}
