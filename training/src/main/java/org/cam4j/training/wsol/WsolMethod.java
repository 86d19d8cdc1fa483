package org.cam4j.training.wsol;

import java.util.List;
import org.cam4j.training.model.CamModel;

/**
 * A method of the papers' tables that changes how a network is trained. An implementor is stateless; {@link WsolMethods} lists it.
 *
 * <p>The network that is used and saved has one input and one output and explains like any other; what serves training alone (erasing, labels as an input, further losses) is
 * in the {@link TrainingGraph}'s graph, which shares its layers by name.
 */
public interface WsolMethod {
    /** The id on the command line. */
    String id();

    /** One sentence with the paper. */
    String description();

    /** What can be set, with the paper's values and the ranges of a search. */
    default List<Hyperparameter> hyperparameters() {
        return List.of();
    }

    /**
     * The network as it will be used: the plain one, unless the method adds layers or brings a head of its own.
     *
     * @param seed of new parameters
     * @throws IllegalArgumentException if the method does not go with this network
     */
    default CamModel network(CamModel plain, WsolConfig config, long seed) {
        return plain;
    }

    /**
     * How that network is trained.
     *
     * @param network of {@link #network}; it is not changed
     * @param seed of parameters that serve training alone
     * @throws IllegalArgumentException if the method does not go with this network
     */
    default TrainingGraph training(CamModel network, WsolConfig config, long seed) {
        return new TrainingGraph(network.graph().clone());
    }

    /** The head that the method is defined with; any is left as it was asked for. */
    default String head(String asked) {
        return asked;
    }

    /** The CAM method that the paper reads the trained network with. */
    default String camMethod() {
        return "cam";
    }
}
