using MusicGenre.Audio;
using MusicGenre.Features;

#:project ../src/MusicGenre.Features/MusicGenre.Features.csproj
#:property PublishAot=false

// dotnet run docs/separate.cs -- song.wav harmonic.wav percussive.wav

(AudioClip harmonic, AudioClip percussive) = HarmonicPercussive.Separate(AudioFile.Read(args[0]));
WavWriter.Write(args[1], harmonic);
WavWriter.Write(args[2], percussive);
