/** Downloads data sets from their official addresses. Nothing of what arrives is trusted: neither the server, nor the archive, nor the names within it. */
@NullMarked
package org.cam4j.datasets.fetch;

import org.jspecify.annotations.NullMarked;
