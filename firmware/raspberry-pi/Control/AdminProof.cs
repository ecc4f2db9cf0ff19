using System;
using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Threading;
using DeviceMailAgent.Control;
using DeviceMailAgent.OAuth;
using DeviceMailAgent.RaspberryPi.Tokens;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.RaspberryPi.Control;

/// <summary>
/// Asks one TLS connection for the proof of the admin key: HMAC-SHA256 over a label, a nonce of 32 octets that is used once, and the SHA-256 of the
/// device's certificate. The certificate is in it (as in RFC 5929 4, tls-server-end-point) so that someone in the middle, whose
/// certificate is another, cannot pass the device's nonce on and use the proof himself.
/// </summary>
internal sealed class AdminProof
{
    private readonly StoreFolder _store;
    private readonly byte[] _certificateHash;
    private readonly WrongProofs _wrong;
    private readonly EventRecorder _events;
    private readonly IPAddress _address;
    private readonly byte[] _nonce = RandomNumberGenerator.GetBytes(32);

    /// <param name="store">Where the key is.</param>
    /// <param name="certificateHash">SHA-256 of the certificate in DER.</param>
    /// <param name="wrong">Counts what is wrong.</param>
    /// <param name="events">Told of the result.</param>
    /// <param name="address">Who asks.</param>
    public AdminProof(StoreFolder store, byte[] certificateHash, WrongProofs wrong, EventRecorder events, IPAddress address)
    {
        _store = store;
        _certificateHash = certificateHash;
        _wrong = wrong;
        _events = events;
        _address = address;
    }

    private static ReadOnlySpan<byte> Label
    {
        get { return "devicemail control 1\n"u8; }
    }

    /// <summary>True once the proof was right.</summary>
    public bool IsGiven { get; private set; }

    /// <summary>The first line on the connection.</summary>
    public void Challenge(Answer answer)
    {
        answer.Begin("challenge").Number("protocol", StatusVerbs.Protocol).Text("nonce", Convert.ToBase64String(_nonce)).Send();
    }

    /// <summary>Checks the proof, in constant time; a wrong one costs a second.</summary>
    public ControlError Check(TokenMember proof)
    {
        byte[]? key = AdminKey.Load(_store);
        Span<byte> given = stackalloc byte[64];
        given.Clear();
        // What is not base64 leaves zeros, and is compared like any other wrong proof.
        Base64.DecodeFromUtf8(proof.Octets.AsSpan(0, proof.Count), given, out _, out int written);
        byte[] message = [.. Label, .. _nonce, .. _certificateHash];
        byte[] wanted = HMACSHA256.HashData(key ?? new byte[AdminKey.Octets], message);
        bool isRight = CryptographicOperations.FixedTimeEquals(given[..written], wanted) && key != null;
        if (key != null) CryptographicOperations.ZeroMemory(key);
        if (isRight)
        {
            IsGiven = true;
            _events.Add(EventCode.ControlOpened);
            return ControlError.None;
        }
        _wrong.Count(_address);
        _events.Add(EventCode.ControlRefused);
        Thread.Sleep(ControlLimits.WrongProofMs);
        return key == null ? ControlError.NoAdminKey : ControlError.ProofWrong;
    }
}
