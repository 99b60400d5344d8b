namespace Connector.AppHost.Running;

/// <summary>How Aspire is to start here.</summary>
internal static class Start
{
    public static DistributedApplicationOptions Options(string[] args) => new()
    {
        Args = Published(args),
        // All of it is this machine's own; a developer certificate would be one more thing to install and to be warned about.
        AllowUnsecuredTransport = true,
        TrustDeveloperCertificate = false,
    };

    // Without a step, publishing would go on to deploy, to nowhere.
    private static string[] Published(string[] args) =>
        args.Contains("publish") && !args.Contains("--step") && !args.Contains("--publisher") ? [.. args, "--step", "publish"] : args;
}
