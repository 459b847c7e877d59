package io.peerway.control.ec2.protocol;

import io.peerway.control.model.Scope;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * An authenticated call.
 *
 * @param caller the account, and the region of the credential scope
 * @param parameters by name, {@code Action} and {@code Version} included
 * @param requestId to be repeated in the answer
 * @param mayRunPrograms whether the caller may have programs run by the router's user; asked only
 *     where it matters
 */
public record ApiRequest(
    Scope caller,
    Map<String, String> parameters,
    String requestId,
    BooleanSupplier mayRunPrograms) {}
