namespace Connector.Sandbox.Explorer;

/// <summary>Tells a person's role in a purchase from the job title, by keywords in German and English; the first match wins.</summary>
internal static class RoleRules
{
    private static readonly (string Role, string Cares, string[] Keywords)[] Rules =
    [
        ("Financial decision maker", "payback and predictable costs",
            ["cfo", "finanz", "kaufmänn", "financ", "controlling", "buchhalt", "kanzler", "account"]),
        ("Technical decision maker", "a solution that fits what is running already",
            ["cto", "cio", "it-", "it operations", " it ", "technik", "technical", "software", "entwicklung", "engineering", "netze"]),
        ("Purchasing decision maker", "comparable offers and dependable suppliers",
            ["einkauf", "procurement", "purchas", "supply chain", "kalkulation"]),
        ("Marketing and sales decision maker", "more good conversations with customers",
            ["marketing", "vertrieb", "verkauf", "sales", "e-commerce", "cmo", "filial"]),
        ("People decision maker", "colleagues who stay", ["hr ", "personal", "human resources", "people"]),
        ("Operations decision maker", "fewer interruptions and less rework",
            ["operations", "coo", "betriebsleit", "produktion", "werkleit", "werkstatt", "lager", "fuhrpark", "bauleit", "dispon", "qualität", "pflegedirekt", "heimleit", "meister", "logisti"]),
        ("Business decision maker", "the whole picture in a few lines",
            ["geschäftsführ", "inhaber", "ceo", "managing director", "vorstand", "owner", "direktor", "bürgermeister", "founder", "gründer"]),
        ("User", "getting the day's work done with fewer steps", ["techniker", "sachbearbeit", "assist", "specialist", "engineer"]),
    ];

    /// <summary>The role and what such a person cares about.</summary>
    public static (string Role, string Cares) Classify(string? jobTitle)
    {
        var text = $" {jobTitle} ";
        var rule = Rules.FirstOrDefault(rule => rule.Keywords.Any(keyword => text.Contains(keyword, StringComparison.OrdinalIgnoreCase)));
        return rule.Role is null ? ("Influencer", "something worth passing on to colleagues") : (rule.Role, rule.Cares);
    }
}
