namespace Connector.Ingress;

/// <summary>The meter that everything here counts with.</summary>
internal static class IngressMeter
{
    public const string Name = "Connector.Ingress";
}
