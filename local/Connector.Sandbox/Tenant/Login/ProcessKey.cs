using System.Security.Cryptography;

namespace Connector.Sandbox.Tenant.Login;

/// <summary>A key that lives as long as the process: to make one takes a tenth of a second of a processor, and a process of tests has hundreds of sandboxes.</summary>
internal sealed class ProcessKey
{
    private readonly Lazy<RSAParameters> _key = new(() =>
    {
        using var made = RSA.Create(2048);
        return made.ExportParameters(includePrivateParameters: true);
    });

    public RSA Copy() => RSA.Create(_key.Value);
}
