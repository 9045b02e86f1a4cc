/** The stacks of a step: what each adds to the templates, and how they are deployed to AWS. */
@NullMarked
package dev.tracedshop.workshop.stacks;

import org.jspecify.annotations.NullMarked;
