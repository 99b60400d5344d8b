namespace Connector.Sandbox.Tenant.Database;

/// <summary>
/// The companies and persons the tenant starts with, all invented; their websites end in <c>.example</c>, which nobody can
/// own. Companies have the ids 1 to 36, persons 1 to 60, sales 1 to 3; the company that owns this CRM is 37, its persons, who are
/// the human users, are 61 to 63. Their user-defined fields are empty.
/// </summary>
internal static class Seeds
{
    /// <summary>One sale each of the first companies.</summary>
    private static readonly (string Heading, decimal Amount, SaleStatus Status)[] SaleSeeds =
    [
        ("Service contract", 12_500m, SaleStatus.Open),
        ("Spare parts", 3_480.50m, SaleStatus.Sold),
        ("Retrofit", 48_000m, SaleStatus.Lost),
    ];

    /// <summary>The company that owns this CRM: its name is in the licence, its persons are users.</summary>
    public const int OwnCompany = 37;

    private static readonly DateTimeOffset Registered = new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);

    /// <summary>Name, website, city, street; then persons as <c>first name|last name|job title</c>.</summary>
    private static readonly (string Name, string Website, string City, string Street, string[] Persons)[] Companies =
    [
        ("Brandt Maschinenbau GmbH", "www.brandt-maschinenbau.example", "Bielefeld", "Werkstraße 4", ["Jens|Brandt|Geschäftsführer", "Miriam|Vogt|Leiterin Einkauf"]),
        ("Lindner Zerspanungstechnik KG", "www.lindner-zerspanung.example", "Heilbronn", "Am Drehwerk 12", ["Oliver|Lindner|Betriebsleiter", "Katrin|Sauer|Leiterin Qualität"]),
        ("Nordwind Anlagenbau AG", "www.nordwind-anlagen.example", "Bremerhaven", "Hafenallee 31", ["Henrik|Petersen|COO", "Svenja|Thiel|Head of Procurement"]),
        ("Kessler Präzisionswerkzeuge GmbH", "www.kessler-praezision.example", "Tuttlingen", "Schleifweg 2", ["Markus|Kessler|Inhaber", "Ellen|Fuchs|Leiterin Vertrieb"]),
        ("Alpine Gear Systems AG", "www.alpine-gear.example", "Winterthur", "Industriestrasse 88", ["Reto|Hofer|Head of Operations", "Nina|Frei|Marketing Manager"]),
        ("Odenwald Kunststofftechnik GmbH", "www.odenwald-kunststoff.example", "Erbach", "Formenring 7", ["Petra|Kuhn|Produktionsleiterin"]),
        ("Stahlbau Reimers GmbH & Co. KG", "www.stahlbau-reimers.example", "Duisburg", "Hüttenweg 19", ["Dirk|Reimers|Geschäftsführer", "Olga|Sommer|Buchhaltung"]),
        ("Bäckerei Sonnenschein GmbH", "www.baeckerei-sonnenschein.example", "Augsburg", "Mühlgasse 3", ["Franz|Huber|Bäckermeister", "Resi|Huber|Filialleiterin"]),
        ("Molkerei Grüntal eG", "www.molkerei-gruental.example", "Kempten", "Käsereiweg 1", ["Theresa|Moser|Leiterin Produktion", "Alois|Rapp|Vorstand"]),
        ("Fjord Seafood Trading AS", "www.fjord-seafood.example", "Bergen", "Kaigaten 20", ["Ingrid|Solberg|Supply Chain Manager"]),
        ("Brauhaus am Kirchberg KG", "www.brauhaus-kirchberg.example", "Bamberg", "Kirchberg 5", ["Sebastian|Kraus|Braumeister", "Lena|Kraus|Vertriebsleiterin"]),
        ("Klinikum Westerland gGmbH", "www.klinikum-westerland.example", "Husum", "Parkallee 60", ["Dr. Anke|Jensen|Ärztliche Direktorin", "Torben|Lorenzen|Leiter Technik", "Meike|Paulsen|Pflegedirektorin"]),
        ("St. Elisabeth Krankenhaus", "www.st-elisabeth-kh.example", "Paderborn", "Domplatz 14", ["Stefan|Wolter|Kaufmännischer Direktor"]),
        ("Seniorenresidenz Lindenhof GmbH", "www.residenz-lindenhof.example", "Göttingen", "Lindenweg 9", ["Gabriele|Ernst|Heimleiterin"]),
        ("Zahnarztpraxis Dr. Wieland", "www.praxis-wieland.example", "Ulm", "Münsterstraße 8", ["Dr. Claudia|Wieland|Praxisinhaberin"]),
        ("Spedition Hartwig & Söhne", "www.spedition-hartwig.example", "Kassel", "Autohof 1", ["Uwe|Hartwig|Geschäftsführer", "Sandra|Bock|Disponentin"]),
        ("TransAlpin Logistics GmbH", "www.transalpin-logistics.example", "Innsbruck", "Brennerstraße 100", ["Lukas|Egger|Fuhrparkleiter", "Eva|Pichler|CFO"]),
        ("Hanse Lager und Umschlag GmbH", "www.hanse-lager.example", "Hamburg", "Speicherkai 22", ["Jörn|Claasen|Lagerleiter"]),
        ("Stadtwerke Rosenau", "www.stadtwerke-rosenau.example", "Rosenau", "Rathausplatz 2", ["Birgit|Neumann|Leiterin Netze", "Harald|Pohl|Werkleiter"]),
        ("Stadt Eschenbach", "www.stadt-eschenbach.example", "Eschenbach", "Marktplatz 1", ["Monika|Lehner|Bürgermeisterin"]),
        ("Abwasserverband Mittelahr", "www.abwasser-mittelahr.example", "Ahrweiler", "Kläranlage 1", ["Rolf|Steffens|Abwassermeister"]),
        ("Modehaus Adler & Co.", "www.modehaus-adler.example", "Münster", "Prinzipalmarkt 40", ["Johanna|Adler|Inhaberin", "Tim|Berger|Filialleiter"]),
        ("Garten-Center Holzapfel", "www.gartencenter-holzapfel.example", "Erfurt", "Gärtnerstraße 15", ["Ralf|Holzapfel|Inhaber"]),
        ("Sportartikel Versand Nord GmbH", "shop.sportversand-nord.example", "Lübeck", "Handelshof 6", ["Jana|Mertens|Head of E-Commerce", "Ole|Wulf|Leiter Logistik"]),
        ("Codewerk Software GmbH", "www.codewerk.example", "Karlsruhe", "Technologiepark 3", ["David|Roth|CTO", "Leonie|Hauser|HR Business Partner"]),
        ("Bitfabrik Cloud Services AG", "www.bitfabrik-cloud.example", "Zürich", "Limmatquai 11", ["Simon|Keller|Head of IT Operations", "Aline|Brunner|Head of People"]),
        ("Datenhaus Nord IT-Beratung", "www.datenhaus-nord.example", "Kiel", "Fördestraße 77", ["Arne|Hinrichs|Geschäftsführer"]),
        ("Bauunternehmen Schröder GmbH", "www.bau-schroeder.example", "Magdeburg", "Ziegelei 10", ["Andreas|Schröder|Bauleiter", "Heike|Franke|Leiterin Kalkulation"]),
        ("Zimmerei Holzmann & Partner", "www.zimmerei-holzmann.example", "Rosenheim", "Balkenweg 5", ["Florian|Holzmann|Zimmermeister"]),
        ("Wärme & Klima Becker GmbH", "www.waerme-klima-becker.example", "Koblenz", "Rheinufer 52", ["Thomas|Becker|Servicetechniker", "Sabine|Becker|Geschäftsführerin"]),
        ("Hotel Seeblick Betriebs GmbH", "www.hotel-seeblick.example", "Konstanz", "Seestraße 30", ["Carolin|Maier|Hoteldirektorin", "Paul|Reiter|Haustechniker"]),
        ("Freizeitpark Wunderwald GmbH", "www.wunderwald.example", "Soltau", "Waldweg 100", ["Nils|Brinkmann|Operations Manager"]),
        ("Hochschule Rheintal", "www.hs-rheintal.example", "Bingen", "Campus 1", ["Prof. Ute|Kirsch|Kanzlerin"]),
        ("Volksbank Wiesengrund eG", "www.vb-wiesengrund.example", "Fulda", "Geldmarkt 2", ["Carsten|Imhof|Vorstand", "Yvonne|Seitz|Leiterin Marketing"]),
        ("Autohaus Falkner GmbH", "www.autohaus-falkner.example", "Regensburg", "Donaustraße 70", ["Michael|Falkner|Verkaufsleiter", "Kerstin|Loibl|Werkstattleiterin"]),
        ("Meridian Holding SE", "www.meridian-holding.example", "Frankfurt am Main", "Mainkai 5", ["Alexander|Voss|Managing Director", "Judith|Stein|Assistentin der Geschäftsführung"]),
    ];

    public static IEnumerable<SaleRow> Sales() => SaleSeeds.Select((sale, index) => Seeded(index + 1, Associates.All[(index + 1) % 3].Id, new SaleRow
    {
        Heading = sale.Heading,
        Amount = sale.Amount,
        Status = sale.Status,
        Saledate = Registered.AddDays(90 + index),
        ContactId = index + 1,
    }));

    public static (IReadOnlyList<ContactRow> Contacts, IReadOnlyList<PersonRow> Persons) Rows()
    {
        List<ContactRow> contacts = [];
        List<PersonRow> persons = [];
        foreach (var company in Companies)
        {
            var id = contacts.Count + 1;
            var owner = Associates.All[id % 3].Id;
            contacts.Add(Seeded(id, owner, new ContactRow
            {
                Name = company.Name,
                OrgNr = $"DE{810000000 + (id * 7919)}",
                Number = $"{10000 + id}",
                Urls = [company.Website],
                Phones = [$"+49 30 901820 {id:00}"],
                Street = company.Street,
                Zipcode = $"{10115 + (id * 2371)}",
                City = company.City,
            }));
            foreach (var person in company.Persons)
            {
                persons.Add(Person(persons.Count + 1, id, owner, person.Split('|')));
            }
        }

        contacts.Add(Seeded(OwnCompany, Associates.Anna.Id, new ContactRow { Name = "Sandkasten Vertrieb GmbH", Urls = ["www.sandkasten-vertrieb.example"], City = "Hannover" }));
        foreach (var user in Associates.Humans)
        {
            persons.Add(Person(persons.Count + 1, OwnCompany, user.Id, [.. user.FullName.Split(' '), "Account Manager"]) with { AssociateId = user.Id });
        }

        return (contacts, persons);
    }

    private static PersonRow Person(int id, int contactId, int owner, string[] parts) => Seeded(id, owner, new PersonRow
    {
        ContactId = contactId,
        Firstname = parts[0],
        Lastname = parts[1],
        Title = parts[2],
    });

    private static TRow Seeded<TRow>(int id, int owner, TRow row) where TRow : EntityRow => row with
    {
        Id = id,
        OwnerId = owner,
        Registered = Registered,
        RegisteredBy = owner,
        Updated = Registered,
        UpdatedBy = owner,
    };
}
