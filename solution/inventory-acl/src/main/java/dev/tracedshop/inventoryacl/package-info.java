/** Holds the inventory's anti-corruption layer: what other teams publish gets in checked, and in the inventory's own words. */
@NullMarked
package dev.tracedshop.inventoryacl;

import org.jspecify.annotations.NullMarked;
