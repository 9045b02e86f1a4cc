/** Tests how the address of the shop is read. */
@NullMarked
package dev.tracedshop.integrationtests;

import org.jspecify.annotations.NullMarked;
