@org.jspecify.annotations.NullMarked
package org.cam4j.spark.cli;
