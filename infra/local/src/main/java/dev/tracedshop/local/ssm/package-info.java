/** SSM: the parameters of an assembly, readable and changeable while it runs. */
@NullMarked
package dev.tracedshop.local.ssm;

import org.jspecify.annotations.NullMarked;
