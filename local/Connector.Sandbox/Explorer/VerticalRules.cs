namespace Connector.Sandbox.Explorer;

/// <summary>What the rules found.</summary>
/// <param name="Name">An item of the CRM's vertical list, by name.</param>
/// <param name="Business">What such a company does, to be put into a sentence.</param>
/// <param name="Concern">What occupies such a company.</param>
/// <param name="Confidence">0 to 1.</param>
internal sealed record Vertical(string Name, string Business, string Concern, double Confidence);

/// <summary>
/// Classifies a company by keywords, German and English, in its name and website. The first rule that matches wins, so the
/// specific ones come first: a brewery's machine works is a machine works.
/// </summary>
internal static class VerticalRules
{
    private static readonly (string Name, string Business, string Concern, string[] Keywords)[] Rules =
    [
        ("Building Services & Refrigeration", "plans, installs and maintains refrigeration, climate and heating systems", "short-notice service calls and energy costs",
            ["kälte", "kaelte", "klima", "heizung", "sanitär", "sanitaer", "wärme", "waerme", "refrigerat", "hvac", "cooling", "haustechnik"]),
        ("Healthcare – Hospitals", "treats patients in hospital", "patient safety and the availability of equipment",
            ["klinik", "krankenhaus", "hospital", "clinic", "universitätsmedizin"]),
        ("Healthcare – Care & Practices", "cares for patients and residents", "staffing and documentation",
            ["praxis", "zahnarzt", "pflege", "senioren", "residenz", "apotheke", "physio", "reha", "medical", "dental", "care home"]),
        ("Manufacturing – Machinery", "develops and builds machines and plants", "delivery times and the uptime of machines in the field",
            ["maschinenbau", "anlagenbau", "maschinen", "machinery", "engineering", "gear", "getriebe", "präzisionswerkzeug", "praezision", "robot", "pumpen"]),
        ("Manufacturing – Metal & Plastics", "makes parts and assemblies of metal and plastic", "scrap rates and the price of material",
            ["zerspan", "kunststoff", "stahl", "metall", "guss", "plastics", "steel", "metal", "blech"]),
        ("Automotive", "sells and services vehicles", "workshop capacity and the change to electric cars",
            ["autohaus", "automobil", "automotive", "kfz", "fahrzeug", "motors", "werkstatt"]),
        ("Logistics", "moves and stores goods", "empty runs and punctual deliveries",
            ["spedition", "logist", "transport", "fracht", "umschlag", "lager", "cargo", "freight", "shipping", "kurier"]),
        ("Software & IT", "develops and runs software", "release quality and the shortage of specialists",
            ["software", "cloud", "codewerk", "daten", "data", "digital", "it-beratung", "edv", "systemhaus", "hosting", "cyber", "tech solutions"]),
        ("Food & Beverage", "produces food and drinks", "hygiene records and short shelf lives",
            ["bäckerei", "baeckerei", "molkerei", "brauerei", "brauhaus", "metzgerei", "fleisch", "lebensmittel", "getränke", "seafood", "food", "brew", "käserei", "beverage", "süßwaren"]),
        ("Municipalities & Utilities", "supplies its citizens with water, energy and public services", "ageing networks and tight budgets",
            ["stadtwerke", "gemeinde", "stadt ", "landkreis", "abwasser", "zweckverband", "wasserwerk", "municipal", "utility", "utilities", "energieversorg", "kommunal"]),
        ("Education & Research", "teaches and does research", "third-party funding and student services",
            ["hochschule", "universität", "university", "schule", "akademie", "institut", "forschung", "college", "bildung"]),
        ("Finance & Insurance", "lends, invests and insures", "regulation and customers who come to the branch less often",
            ["bank", "sparkasse", "versicherung", "insurance", "leasing", "finanz", "finance", "steuerberat"]),
        ("Hotels & Leisure", "hosts guests", "seasonal occupancy and staff",
            ["hotel", "gasthof", "pension", "freizeit", "resort", "restaurant", "tourist", "therme", "camping"]),
        ("Construction & Trades", "builds and renovates", "material on site in time and the next tender",
            ["bauunternehmen", "hochbau", "tiefbau", "zimmerei", "dachdecker", "elektro", "maler", "construction", "baustoffe", "bau-", "tischlerei", "schreinerei"]),
        ("Retail", "sells to consumers in shops and online", "stock turnover and returns",
            ["modehaus", "handel", "markt", "gartencenter", "garten-center", "versand", "shop", "store", "retail", "kaufhaus", "boutique"]),
    ];

    /// <summary>For companies no rule knows.</summary>
    public static Vertical General { get; } =
        new("Other Industries", "is active in a field of its own", "growth without more administration", 0.4);

    /// <summary>All verticals the rules can name.</summary>
    public static IEnumerable<string> Names => [.. Rules.Select(rule => rule.Name), General.Name];

    /// <summary>A keyword in the name weighs more than one in the website only.</summary>
    public static Vertical Classify(string name, string? website) =>
        Find(name + " ") is { } byName ? Made(byName, Find((website ?? "") + " ")?.Name == byName.Name ? 0.95 : 0.85)
        : Find((website ?? "") + " ") is { } byWebsite ? Made(byWebsite, 0.7)
        : General;

    private static (string Name, string Business, string Concern, string[] Keywords)? Find(string text)
    {
        foreach (var rule in Rules)
        {
            if (rule.Keywords.Any(keyword => text.Contains(keyword, StringComparison.OrdinalIgnoreCase)))
            {
                return rule;
            }
        }

        return null;
    }

    private static Vertical Made((string Name, string Business, string Concern, string[] Keywords) rule, double confidence) =>
        new(rule.Name, rule.Business, rule.Concern, confidence);
}
