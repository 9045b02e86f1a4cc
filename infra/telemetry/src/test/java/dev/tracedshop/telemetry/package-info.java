/** Tests of the telemetry: vectors of the formats it reads, and whole invocations over HTTP. */
@NullMarked
package dev.tracedshop.telemetry;

import org.jspecify.annotations.NullMarked;
