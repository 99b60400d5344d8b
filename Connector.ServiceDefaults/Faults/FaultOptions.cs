namespace Connector.ServiceDefaults.Faults;

/// <summary>
/// Faults that a process brings about in itself, section <c>Faults</c>: for tests only. A service that has any starts neither in
/// production nor on a tenant's data.
/// </summary>
public sealed class FaultOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Faults";

    /// <summary>What <see cref="IUnderstand"/> must say.</summary>
    public const string Understood = "this process is broken on purpose";

    /// <summary>
    /// The faults, each as <c>{step} {effect}[ for {time}][ on hit {number}][ with chance {probability}]</c>, such as
    /// <c>pass.before-patch crash on hit 3</c>. Steps are those of <see cref="Steps"/>; see <see cref="FaultEffect"/>. Default: none.
    /// </summary>
    public IList<string> Points { get; } = [];

    /// <summary>Must be <c>this process is broken on purpose</c> where there are faults.</summary>
    public string? IUnderstand { get; set; }

    /// <summary>Decides what happens by chance: the same seed and the same hits, the same faults. Default 1.</summary>
    public int Seed { get; set; } = 1;
}
