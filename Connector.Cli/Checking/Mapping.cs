using Connector.AppHost.Tenants;
using Connector.Cli.Contexts;
using Connector.Cli.Discovery;

namespace Connector.Cli.Checking;

/// <summary>
/// Which field is mapped to what, as far as it can be known here: by the context's file, by the environment, and by what there is where neither says.
/// </summary>
internal static class Mapping
{
    private const string UsualVertical = "SuperOffice:83";

    /// <summary>The mapped fields with their ProgIds.</summary>
    public static IReadOnlyList<(MappedField Mapped, string ProgId)> Of(TenantContext context) =>
        [.. MappedField.All.Select(mapped => (mapped, ProgIdOf(mapped, context))).Where(one => one.Item2.Length > 0)];

    private static string ProgIdOf(MappedField mapped, TenantContext context) =>
        context.Values.GetValueOrDefault(mapped.Setting)
        ?? Environment.GetEnvironmentVariable(mapped.Setting)
        ?? (context.Name == ContextStore.Sandbox ? SandboxTenant.WorkerSettings.GetValueOrDefault(mapped.Setting) : null)
        ?? (mapped is { Entity: SuperOffice.Entities.CrmEntity.Contact, Name: "Vertical" } ? UsualVertical : "");
}
