namespace Connector.Tenants.Tests;

/// <summary>Sections of the shapes that services have.</summary>
internal sealed class Door
{
    public static readonly TenantSection[] Sections =
        [new TenantSection(TenantSection.Webhook, typeof(Door)), new TenantSection(TenantSection.Tenant, typeof(Rooms))];

    public string Token { get; set; } = "";

    public string TokenPrevious { get; set; } = "";

    public string? Secret { get; set; }

    public Kind? Proof { get; set; }
}

internal enum Kind
{
    Both,
    Either,
}

internal sealed class Rooms
{
    public TimeSpan Pause { get; set; } = TimeSpan.FromSeconds(5);

    public int Most { get; set; } = 8;

    public bool Open { get; set; }

    public Uri? Address { get; set; }

    public IList<string> Owners { get; } = [];

    public IList<int> Contacts { get; } = [];

    public IDictionary<string, string> Names { get; } = new Dictionary<string, string>();

    public Room Hall { get; } = new() { Field = "SuperOffice:83" };

    internal string Hidden { get; set; } = "";
}

internal sealed class Room
{
    public string? Field { get; set; }

    public Kind Policy { get; set; }
}
