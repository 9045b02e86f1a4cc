package dev.tracedshop.local.assembly;

/**
 * Where the templates are deployed, as their pseudo parameters tell it.
 *
 * @param region for example {@code us-east-1}
 * @param account twelve digits
 */
public record Place(String region, String account) {
    /** A made-up account in the region that is AWS's own default. */
    public static final Place HERE = new Place("us-east-1", "000000000000");

    /** Returns the ARN of a secret that is named by its name, or by the ARN itself. What AWS appends to a name is always the same here. */
    public String secretArn(String id) {
        return id.startsWith("arn:") ? id : arn("secretsmanager", "secret:" + id + "-AAAAAA");
    }

    /** Returns an ARN in this place. */
    public String arn(String service, String resource) {
        return "arn:aws:" + service + ":" + region + ":" + account + ":" + resource;
    }
}
