namespace Connector.Companies.Tests;

public sealed class CompanyNameTests
{
    [Theory]
    [InlineData("Nordlicht Pumpen GmbH", "Nordlicht Pumpen GmbH")]
    [InlineData("Nordlicht Pumpen GmbH", "NORDLICHT PUMPEN")]
    [InlineData("Nordlicht Pumpen GmbH & Co. KG", "Pumpen Nordlicht AG")]
    [InlineData("Nordlicht", "Nordlicht-Gruppe")]
    [InlineData("Müller Maschinenbau", "Mueller Maschinen")]
    [InlineData("Müller GmbH", "Muller AS")]
    [InlineData("Ørsted A/S", "Orsted")]
    [InlineData("L'Oréal S.A.", "LOreal")]
    [InlineData("Volkswagen AG", "Volkswagenwerk")]
    [InlineData("Ferrero S.p.A.", "Ferrero Deutschland GmbH")]
    [InlineData("Bayerische Motoren Werke AG", "BMW")]
    [InlineData("B.M.W. AG", "Bayerische Motoren Werke")]
    [InlineData("Thyssen Krupp", "thyssenkrupp AG")]
    [InlineData("Deutsche Bahn", "DB Cargo Deutsche Bahn AG")]
    [InlineData("Siemens Energy", "Simens Energie")]
    [InlineData("Group International", "International Group Holding")]
    [InlineData("Müller GmbH", "Mueller GmbH & Co. KG")]
    [InlineData("Bäckerei Schröder e.K.", "Baeckerei Schroeder")]
    [InlineData("Siemens AG", "Siemens AG, Niederlassung München")]
    [InlineData("Sparkasse KölnBonn Filiale 12", "Sparkasse Köln Bonn")]
    [InlineData("International Business Machines Corp.", "IBM Deutschland GmbH")]
    [InlineData("Dr. Ing. h.c. F. Porsche AG", "Porsche")]
    [InlineData("Kommunernes Landsforening", "KL")]
    [InlineData("Deutsche Post DHL Group", "DHL Express")]
    [InlineData("McDonald's Deutschland LLC", "McDonalds")]
    [InlineData("Jungheinrich", "Jungheinrich Vertrieb Deutschland AG & Co. KG")]
    [InlineData("Łódź Transport Sp. z o.o.", "LODZ TRANSPORT")]
    [InlineData("Åkers Hydraulik AB", "Akers Hydraulic")]
    public void Names_that_may_be_the_same_company_are_not_plainly_different(string asked, string found)
    {
        Assert.False(CompanyName.ArePlainlyDifferent(asked, found));
        Assert.False(CompanyName.ArePlainlyDifferent(found, asked));
    }

    [Theory]
    [InlineData("Nordlicht Pumpen GmbH", "Zebra Überseehandel Ltd.")]
    [InlineData("Müller Holding GmbH", "Schmidt Holding GmbH")]
    [InlineData("Acme Deutschland", "Globex Deutschland")]
    [InlineData("Alpha Systems", "Omega Systems")]
    [InlineData("BMW AG", "Audi AG")]
    [InlineData("Hafen AS", "Fjord AS")]
    [InlineData("3M", "7Eleven")]
    [InlineData("IBM", "SAP SE")]
    [InlineData("Bäckerei Schröder", "Metzgerei Kowalski")]
    [InlineData("Siemens AG", "Bosch GmbH")]
    [InlineData("Stadtwerke Kiel AG", "Hansa Logistik GmbH")]
    [InlineData("Ørsted A/S", "Equinor ASA")]
    [InlineData("Jungheinrich AG", "Kärcher SE & Co. KG")]
    [InlineData("Volvo AB", "Scania CV AB")]
    public void Names_without_anything_in_common_are_plainly_different(string asked, string found)
    {
        Assert.True(CompanyName.ArePlainlyDifferent(asked, found));
        Assert.True(CompanyName.ArePlainlyDifferent(found, asked));
    }

    [Theory]
    [InlineData("Nordlicht", null)]
    [InlineData("Nordlicht", "")]
    [InlineData("Nordlicht", "GmbH & Co. KG")]
    [InlineData("Газпром", "Gazprom")]
    [InlineData("東京電力", "TEPCO")]
    [InlineData("???", "Nordlicht")]
    public void What_cannot_be_judged_is_not_plainly_different(string? asked, string? found)
    {
        Assert.False(CompanyName.ArePlainlyDifferent(asked, found));
        Assert.False(CompanyName.ArePlainlyDifferent(found, asked));
    }
}
