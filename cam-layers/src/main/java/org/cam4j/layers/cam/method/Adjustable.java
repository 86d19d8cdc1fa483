package org.cam4j.layers.cam.method;

import java.util.Optional;
import org.cam4j.layers.cam.CamMethod;

/** A method with options. */
interface Adjustable extends CamMethod {
    /** This method with an option, which becomes part of its id; empty if it has no option of that name. */
    Optional<CamMethod> with(String option);
}
