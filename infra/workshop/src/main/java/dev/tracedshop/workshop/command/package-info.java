/** One class per command. */
@NullMarked
package dev.tracedshop.workshop.command;

import org.jspecify.annotations.NullMarked;
