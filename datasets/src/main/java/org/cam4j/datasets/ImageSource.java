package org.cam4j.datasets;

import java.io.IOException;

/** Reads or draws one image. Called from several threads; every call gives the same pixels. */
@FunctionalInterface
public interface ImageSource {
    /**
     * Reads or draws the image.
     *
     * @throws IOException with a message that names the file and what is wrong with it, when it cannot be read or is no intact image
     */
    PixelImage read() throws IOException;
}
