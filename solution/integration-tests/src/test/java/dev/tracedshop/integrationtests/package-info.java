/** Runs the contracts against the shop that the settings name, and tests how the settings are read. */
@NullMarked
package dev.tracedshop.integrationtests;

import org.jspecify.annotations.NullMarked;
