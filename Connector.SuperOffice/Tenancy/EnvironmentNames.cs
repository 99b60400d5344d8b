using Connector.Jobs.Tenants;

namespace Connector.SuperOffice.Tenancy;

/// <summary>The environments there are, as <c>SO_ENVIRONMENT</c> names them. A number behind one, as in <c>online3</c>, is that of a host which serves APIs.</summary>
internal static class EnvironmentNames
{
    private static readonly string[] Known = ["sod", "stage", "qaonline", "online"];

    /// <summary>What is wrong with a name, and which may have been meant; null if there is such an environment.</summary>
    public static string? ProblemOf(string name)
    {
        var bare = name.TrimEnd("0123456789".ToCharArray());
        return Known.Contains(bare, StringComparer.Ordinal)
            ? null
            : $"there is no SuperOffice environment of this name; the nearest is {Known.MinBy(known => EditDistance.Between(bare.ToLowerInvariant(), known))}. There are sod, qaonline, online, and numbered hosts of them such as online3.";
    }
}
