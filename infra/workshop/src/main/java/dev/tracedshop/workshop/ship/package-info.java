/** What can be tried before the shop goes to AWS, without an account. */
@NullMarked
package dev.tracedshop.workshop.ship;

import org.jspecify.annotations.NullMarked;
