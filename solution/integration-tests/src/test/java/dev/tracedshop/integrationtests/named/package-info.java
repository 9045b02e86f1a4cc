/** Runs the contracts against the shop that the settings name, as anyone with a shop runs them: from a package of their own. */
@NullMarked
package dev.tracedshop.integrationtests.named;

import org.jspecify.annotations.NullMarked;
