package dev.tracedshop.local.assembly;

/**
 * One thing that a template asks for and this runtime lacks, or that is wrong in it.
 *
 * @param stack the stack's name
 * @param path the CDK path of the resource, or its logical id where the template has no path
 * @param what the resource type, or {@code type: property}, or the intrinsic function
 * @param detail what is the matter and what can be done
 */
public record Problem(String stack, String path, String what, String detail) implements Comparable<Problem> {
    @Override
    public int compareTo(Problem other) {
        int byStack = stack.compareTo(other.stack);
        int byPath = byStack != 0 ? byStack : path.compareTo(other.path);
        return byPath != 0 ? byPath : what.compareTo(other.what);
    }

    @Override
    public String toString() {
        return stack + "  " + path + "\n    " + what + "\n    " + detail;
    }
}
