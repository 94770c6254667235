// All there is of this sample where the build leaves Microsoft.ML out.
System.Console.Error.WriteLine("This sample needs Microsoft.ML, which the build leaves out by default: dotnet run -c Release --project samples/MusicGenre.MLNet -p:MLNet=true");
return 2;
