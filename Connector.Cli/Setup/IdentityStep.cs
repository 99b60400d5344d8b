using Connector.Cli.Checking;
using Connector.Cli.Crm;

namespace Connector.Cli.Setup;

/// <summary>Whom the login speaks for. Nothing is asked here: it is looked at each time.</summary>
internal sealed class IdentityStep : IStep
{
    public string Title => "who you are";

    public string Purpose => "";

    public async Task<string?> LookAsync(Walk walk, CancellationToken cancellationToken)
    {
        var parts = new Parts(walk.Context);
        var identity = await walk.Session.Client.GetIdentityAsync(cancellationToken);
        var principal = await parts.TryAsync("principal", () => walk.Session.Client.ReadPrincipalAsync(cancellationToken), "");
        var findings = await walk.CheckAsync(walk.Context, mayAsk: false, cancellationToken, new TenantCheck(TimeProvider.System), new RightsCheck());
        if (findings.FirstOrDefault(one => one.Finding.Verdict == Findings.Verdict.Bad) is { } bad)
        {
            throw Walk.Refused(bad);
        }

        var name = principal?.FullName is { Length: > 0 } full ? full : "somebody whose name is not told";
        var associate = identity.AssociateId is { } id ? $"associate {id}" : "whose id is not told";
        return $"{name}, {associate}, of {walk.Context.Tenant}. "
            + (identity.Dedicated ? "The account is the connector's alone." : "The account is a person's too: changes under it may be the person's, and are looked at.")
            + string.Concat(findings.Where(one => one.Finding.Verdict == Findings.Verdict.Doubtful || one.Name == "rights").Select(one =>
            $" {Sentence(one.Finding.Text)}"));
    }

    public Task<string> RunAsync(Walk walk, CancellationToken cancellationToken) => throw new InvalidOperationException("It is never undone.");

    private static string Sentence(string text) => $"{char.ToUpperInvariant(text[0])}{text[1..].TrimEnd('.')}.";
}
