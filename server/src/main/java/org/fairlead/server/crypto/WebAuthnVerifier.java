package org.fairlead.server.crypto;

import com.webauthn4j.WebAuthnManager;
import com.webauthn4j.converter.AttestedCredentialDataConverter;
import com.webauthn4j.converter.exception.DataConversionException;
import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.credential.CredentialRecordImpl;
import com.webauthn4j.data.AuthenticationData;
import com.webauthn4j.data.AuthenticationParameters;
import com.webauthn4j.data.PublicKeyCredentialParameters;
import com.webauthn4j.data.PublicKeyCredentialType;
import com.webauthn4j.data.RegistrationData;
import com.webauthn4j.data.RegistrationParameters;
import com.webauthn4j.data.attestation.authenticator.AttestedCredentialData;
import com.webauthn4j.data.attestation.statement.COSEAlgorithmIdentifier;
import com.webauthn4j.data.attestation.statement.NoneAttestationStatement;
import com.webauthn4j.data.client.Origin;
import com.webauthn4j.data.client.challenge.DefaultChallenge;
import com.webauthn4j.data.extension.authenticator.AuthenticationExtensionsAuthenticatorOutputs;
import com.webauthn4j.server.ServerProperty;
import com.webauthn4j.verifier.exception.VerificationException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fairlead.protocol.json.Json;
import org.fairlead.protocol.json.JsonError;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.access.Passkey;
import org.fairlead.server.core.access.PasskeyVerifier;

/** Checks passkeys with WebAuthn4J: user verification is required, attestation is not asked for. */
public final class WebAuthnVerifier implements PasskeyVerifier {
    private static final List<PublicKeyCredentialParameters> ALGORITHMS = List.of(
            new PublicKeyCredentialParameters(PublicKeyCredentialType.PUBLIC_KEY, COSEAlgorithmIdentifier.ES256),
            new PublicKeyCredentialParameters(PublicKeyCredentialType.PUBLIC_KEY, COSEAlgorithmIdentifier.EdDSA),
            new PublicKeyCredentialParameters(PublicKeyCredentialType.PUBLIC_KEY, COSEAlgorithmIdentifier.RS256));

    private final ObjectConverter converter = new ObjectConverter();
    private final WebAuthnManager manager = WebAuthnManager.createNonStrictWebAuthnManager(converter);
    private final AttestedCredentialDataConverter records = new AttestedCredentialDataConverter(converter);

    @Override
    public Claim claim(String credentialJson) {
        try {
            Map<String, ?> credential = Json.parseObject(credentialJson);
            if (!(credential.get("rawId") instanceof String id)
                    || !(credential.get("response") instanceof Map<?, ?> response)
                    || !(response.get("clientDataJSON") instanceof String client)) {
                throw bad();
            }
            Map<String, ?> data =
                    Json.parseObject(new String(Base64.getUrlDecoder().decode(client), StandardCharsets.UTF_8));
            if (!(data.get("challenge") instanceof String challenge)) {
                throw bad();
            }
            return new Claim(
                    Base64.getUrlDecoder().decode(id), Base64.getUrlDecoder().decode(challenge));
        } catch (JsonError | IllegalArgumentException e) {
            throw bad();
        }
    }

    @Override
    public Created created(String credentialJson, byte[] challenge, Site site) {
        try {
            RegistrationData data = manager.verifyRegistrationResponseJSON(
                    credentialJson, new RegistrationParameters(server(challenge, site), ALGORITHMS, true, true));
            var attestation = data.getAttestationObject();
            AttestedCredentialData credential = attestation == null
                    ? null
                    : attestation.getAuthenticatorData().getAttestedCredentialData();
            if (attestation == null || credential == null) {
                throw bad();
            }
            return new Created(
                    credential.getCredentialId(),
                    records.convert(credential),
                    attestation.getAuthenticatorData().getSignCount());
        } catch (DataConversionException | VerificationException e) {
            throw bad();
        }
    }

    @Override
    public long used(String credentialJson, byte[] challenge, Site site, Passkey passkey) {
        try {
            CredentialRecordImpl known = new CredentialRecordImpl(
                    new NoneAttestationStatement(),
                    true,
                    false,
                    false,
                    passkey.signCount(),
                    records.convert(passkey.record()),
                    new AuthenticationExtensionsAuthenticatorOutputs<>(),
                    null,
                    null,
                    Set.of());
            AuthenticationData data = manager.verifyAuthenticationResponseJSON(
                    credentialJson,
                    new AuthenticationParameters(
                            server(challenge, site), known, List.of(passkey.credentialId()), true, true));
            var authenticator = data.getAuthenticatorData();
            return authenticator == null ? passkey.signCount() : authenticator.getSignCount();
        } catch (DataConversionException | VerificationException e) {
            throw bad();
        }
    }

    private static ServerProperty server(byte[] challenge, Site site) {
        return new ServerProperty(new Origin(site.origin()), site.relyingParty(), new DefaultChallenge(challenge));
    }

    private static Problem.Invalid bad() {
        return new Problem.Invalid("credential", "the passkey's answer does not fit this site, try again");
    }
}
