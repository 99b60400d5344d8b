using System.Globalization;
using System.Text.Json.Nodes;

namespace Connector.SuperOffice.Entities;

/// <summary>What a new record is to hold beyond the tenant's defaults. Null leaves the default.</summary>
public abstract record NewRecord
{
    /// <summary>The associate who owns it.</summary>
    public int? OwnerId { get; init; }

    /// <summary>User-defined fields by ProgId, in wire form.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; init; } = new Dictionary<string, string>();

    /// <summary>Fills the draft.</summary>
    /// <exception cref="ArgumentException">Something the CRM demands is missing.</exception>
    internal virtual void Fill(RecordDraft draft)
    {
        Refer(draft, "Associate", "AssociateId", OwnerId);
        foreach (var (progId, wire) in Fields)
        {
            draft.SetField(progId, wire);
        }
    }

    private protected static void Refer(RecordDraft draft, string member, string key, int? id)
    {
        if (id is { } given)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(given, member);
            draft.Set(member, new JsonObject { [key] = given });
        }
    }

    private protected static void Say(RecordDraft draft, string path, JsonNode? value)
    {
        if (value is not null)
        {
            draft.Set(path, value);
        }
    }

    private protected static JsonArray? Element(string? value) => value is null ? null : [new JsonObject { ["Value"] = value }];
}

/// <summary>A new company.</summary>
/// <param name="Name">Its name.</param>
public sealed record NewContact(string Name) : NewRecord
{
    /// <summary>Organisation number.</summary>
    public string? OrgNr { get; init; }

    /// <summary>Website.</summary>
    public string? Website { get; init; }

    /// <summary>City of the street address.</summary>
    public string? City { get; init; }

    /// <summary>Country.</summary>
    public int? CountryId { get; init; }

    /// <summary>Item of the list of categories.</summary>
    public int? CategoryId { get; init; }

    /// <summary>Item of the list of businesses.</summary>
    public int? BusinessId { get; init; }

    internal override void Fill(RecordDraft draft)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Name);
        draft.Set("Name", Name);
        Say(draft, "OrgNr", OrgNr);
        Say(draft, "Urls", Element(Website));
        Say(draft, "Address/Street/City", City);
        Refer(draft, "Country", "CountryId", CountryId);
        Refer(draft, "Category", "Id", CategoryId);
        Refer(draft, "Business", "Id", BusinessId);
        base.Fill(draft);
    }
}

/// <summary>A new person.</summary>
/// <param name="ContactId">The company, which a person must have unless a preference of the tenant's says otherwise.</param>
/// <param name="Lastname">Last name.</param>
/// <param name="SourceId">Item of the list of sources; SuperOffice's certification asks for one with every person.</param>
public sealed record NewPerson(int ContactId, string Lastname, int SourceId) : NewRecord
{
    /// <summary>First name.</summary>
    public string? Firstname { get; init; }

    /// <summary>Job title, free text.</summary>
    public string? Title { get; init; }

    /// <summary>Item of the list of positions.</summary>
    public int? PositionId { get; init; }

    /// <summary>Mail address.</summary>
    public string? Email { get; init; }

    internal override void Fill(RecordDraft draft)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Lastname);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(SourceId);
        Refer(draft, "Contact", "ContactId", ContactId);
        draft.Set("Lastname", Lastname);
        draft.Set("Source", SourceId);
        Say(draft, "Firstname", Firstname);
        Say(draft, "Title", Title);
        Refer(draft, "Position", "Id", PositionId);
        Say(draft, "Emails", Element(Email));
        base.Fill(draft);
    }
}

/// <summary>A new sale.</summary>
/// <param name="ContactId">The company.</param>
/// <param name="Heading">What it is about.</param>
public sealed record NewSale(int ContactId, string Heading) : NewRecord
{
    /// <summary>The person.</summary>
    public int? PersonId { get; init; }

    /// <summary>Amount in the currency.</summary>
    public decimal? Amount { get; init; }

    /// <summary>Item of the list of currencies.</summary>
    public int? CurrencyId { get; init; }

    /// <summary>When it will be won.</summary>
    public DateOnly? SaleDate { get; init; }

    /// <summary>Item of the list of sale types.</summary>
    public int? SaleTypeId { get; init; }

    /// <summary>Item of the list of stages (the API's <c>Rating</c>).</summary>
    public int? StageId { get; init; }

    internal override void Fill(RecordDraft draft)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Heading);
        Refer(draft, "Contact", "ContactId", ContactId);
        draft.Set("Heading", Heading);
        Refer(draft, "Person", "PersonId", PersonId);
        Say(draft, "Amount", Amount is { } amount ? JsonValue.Create(amount) : null);
        Refer(draft, "Currency", "Id", CurrencyId);
        Say(draft, "Saledate", SaleDate?.ToString("yyyy-MM-dd'T00:00:00'", CultureInfo.InvariantCulture));
        Refer(draft, "SaleType", "Id", SaleTypeId);
        Refer(draft, "Rating", "Id", StageId);
        base.Fill(draft);
    }
}
