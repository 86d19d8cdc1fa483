package org.cam4j.training.internal.onnx.write;

import java.io.IOException;
import java.util.Locale;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;

/**
 * Where a vertex stands in the network.
 *
 * @param vertex its name, which its constants begin with
 * @param name of the node that gives its output; another one where the vertex runs on several parts of a stacked batch
 * @param kind of the vertex or layer, for messages
 * @param input the type of its first input
 */
record Place(String vertex, String name, String kind, InputType input) {
    boolean readsMaps() {
        return input instanceof InputTypeConvolutional;
    }

    /** The maps that come in. */
    InputTypeConvolutional maps() throws IOException {
        if (input instanceof InputTypeConvolutional maps) {
            return maps;
        }
        throw refusal("reads a vector, expected maps");
    }

    IOException refusal(String reason) {
        return new IOException(String.format(Locale.ROOT, "layer '%s' (%s) %s", vertex, kind, reason));
    }

    IOException unknown() {
        return refusal("is not exported: ONNX or cam4j has no equal operator for it");
    }
}
